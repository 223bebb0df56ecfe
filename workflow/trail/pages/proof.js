"use strict";
// Verifies a bundle, a quote or a count in the browser: nothing is fetched, nothing leaves the page.
const proof = (() => {
  const encoder = new TextEncoder();
  const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const HEX = /^[0-9a-f]{64}$/;

  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

  function unhex(text) {
    if (typeof text !== "string" || text.length % 2 || !/^[0-9a-f]*$/.test(text)) throw new Error("not lower-case hex");
    return Uint8Array.from({ length: text.length / 2 }, (_, at) => parseInt(text.slice(2 * at, 2 * at + 2), 16));
  }

  function joined(...parts) {
    const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
    let at = 0;
    for (const part of parts) { whole.set(part, at); at += part.length; }
    return whole;
  }

  // SHA-256 after FIPS 180-4, for browsers that keep WebCrypto from pages opened as files.
  const PRIMES = (() => {
    const found = [];
    for (let number = 2; found.length < 64; number++) if (found.every((prime) => number % prime)) found.push(number);
    return found;
  })();
  const fraction = (root) => Math.floor((root - Math.floor(root)) * 2 ** 32);
  const ROUND = Uint32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)));
  const START = Uint32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
  const turned = (word, by) => (word >>> by) | (word << (32 - by));

  function ownSha256(bytes) {
    const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) << 6);
    padded.set(bytes);
    padded[bytes.length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
    view.setUint32(padded.length - 4, (bytes.length << 3) >>> 0);
    const state = START.slice(), words = new Uint32Array(64);
    for (let block = 0; block < padded.length; block += 64) {
      for (let at = 0; at < 16; at++) words[at] = view.getUint32(block + 4 * at);
      for (let at = 16; at < 64; at++) {
        const near = words[at - 2], far = words[at - 15];
        words[at] = words[at - 16] + words[at - 7]
          + (turned(far, 7) ^ turned(far, 18) ^ (far >>> 3)) + (turned(near, 17) ^ turned(near, 19) ^ (near >>> 10));
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let at = 0; at < 64; at++) {
        const first = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[at] + words[at]) | 0;
        const second = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
      }
      [a, b, c, d, e, f, g, h].forEach((word, at) => { state[at] += word; });
    }
    const digest = new DataView(new ArrayBuffer(32));
    state.forEach((word, at) => digest.setUint32(4 * at, word));
    return new Uint8Array(digest.buffer);
  }

  const subtle = globalThis.crypto?.subtle;
  const sha256 = async (bytes) => (subtle ? new Uint8Array(await subtle.digest("SHA-256", bytes)) : ownSha256(bytes));

  // {name: bytes} of a zip. What is not as simple as a bundle is refused rather than guessed at.
  async function unzip(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), end = bytes.length - 22;
    if (end < 0 || view.getUint32(end, true) !== 0x06054b50) throw new Error("this is not the zip as it was made");
    let at = view.getUint32(end + 16, true);
    const found = new Map();
    for (let left = view.getUint16(end + 10, true); left; left--) {
      if (view.getUint32(at, true) !== 0x02014b50) throw new Error("the zip's list of files is broken");
      const method = view.getUint16(at + 10, true), packed = view.getUint32(at + 20, true), size = view.getUint32(at + 24, true);
      const named = view.getUint16(at + 28, true), more = view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
      const local = view.getUint32(at + 42, true), name = utf8.decode(bytes.subarray(at + 46, at + 46 + named));
      const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      const raw = bytes.subarray(from, from + packed);
      if (found.has(name)) throw new Error(`${name} stands in the zip twice`);
      if (method !== 0 && method !== 8) throw new Error(`${name} is packed in a way that this page does not read`);
      const content = method ? await inflated(raw, name) : raw;
      if (content.length !== size) throw new Error(`${name} is not as long as the zip says`);
      found.set(name, content);
      at += 46 + named + more;
    }
    return found;
  }

  async function inflated(raw, name) {
    try {
      const stream = new Blob([raw]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
      return new Uint8Array(await new Response(stream).arrayBuffer());
    } catch {
      throw new Error(`${name} cannot be unpacked`);
    }
  }

  // Which files are not what the manifest says: [{name, says}].
  async function unlisted(files) {
    const manifest = JSON.parse(utf8.decode(files.get("manifest.json") ?? new Uint8Array()));
    const wrong = [];
    for (const [name, hash] of Object.entries(manifest)) {
      if (!HEX.test(hash)) wrong.push({ name, says: "has no proper hash in the manifest" });
      else if (!files.has(name)) wrong.push({ name, says: "is missing" });
      else if (hex(await sha256(files.get(name))) !== hash) wrong.push({ name, says: "was changed" });
    }
    for (const name of files.keys()) {
      if (name !== "manifest.json" && !Object.hasOwn(manifest, name)) wrong.push({ name, says: "is not in the manifest" });
    }
    return wrong;
  }

  const inOrder = (one, other) => {
    const [first, second] = [Array.from(one), Array.from(other)];
    for (let at = 0; at < Math.min(first.length, second.length); at++) {
      if (first[at] !== second[at]) return first[at].codePointAt(0) - second[at].codePointAt(0);
    }
    return first.length - second.length;
  };

  // JSON as it is hashed: keys sorted, no white space.
  function canonical(thing) {
    if (Array.isArray(thing)) return `[${thing.map(canonical).join(",")}]`;
    if (thing === null || typeof thing !== "object") return JSON.stringify(thing);
    return `{${Object.keys(thing).sort(inOrder).map((key) => `${JSON.stringify(key)}:${canonical(thing[key])}`).join(",")}}`;
  }

  function strictly(files, name) {
    if (!files.has(name)) throw new Error(`${name} is missing`);
    let text, thing;
    try {
      text = utf8.decode(files.get(name));
      thing = JSON.parse(text);
    } catch {
      throw new Error(`${name} cannot be read`);
    }
    if (canonical(thing) !== text) throw new Error(`${name} is not written as it should be`);
    return thing;
  }

  // A length before each field, so that no two lists of fields run together the same way.
  function framed(field) {
    const bytes = typeof field === "string" ? encoder.encode(field) : field;
    const size = new Uint8Array(4);
    new DataView(size.buffer).setUint32(0, bytes.length);
    return joined(size, bytes);
  }

  const LEAF = Uint8Array.of(0), NODE = Uint8Array.of(1);
  const leafOf = (commitment) => sha256(joined(LEAF, commitment));
  const nodeOf = (left, right) => sha256(joined(NODE, left, right));

  // The root over leaf hashes (RFC 9162): the left part holds the largest power of two below n, none is doubled.
  async function rootOf(leaves) {
    if (!leaves.length) return sha256(new Uint8Array());
    let level = leaves;
    while (level.length > 1) {
      const above = [];
      for (let at = 0; at + 1 < level.length; at += 2) above.push(await nodeOf(level[at], level[at + 1]));
      if (level.length % 2) above.push(level[level.length - 1]);
      level = above;
    }
    return level[0];
  }

  // From a leaf to the root: [{side, beside, above}], the hashes beside it lowest first, and what each pair makes.
  async function climb(leaves, at) {
    const steps = [];
    let level = leaves;
    while (level.length > 1) {
      const above = [];
      for (let one = 0; one + 1 < level.length; one += 2) above.push(await nodeOf(level[one], level[one + 1]));
      if (level.length % 2) above.push(level[level.length - 1]);
      const beside = at ^ 1;
      if (beside < level.length) steps.push({ side: beside < at ? "left" : "right", beside: hex(level[beside]), above: hex(above[at >> 1]) });
      [at, level] = [at >> 1, above];
    }
    return steps;
  }

  // The way from leaf `at` of n along a path to a root (RFC 9162, 2.1.3.2), as `climb` gives it; null where there is none.
  async function walk(leaf, at, n, path) {
    if (!(at >= 0 && at < n)) return null;
    let [here, last, found] = [at, n - 1, unhex(leaf)];
    const steps = [];
    for (const beside of path) {
      if (!last) return null;
      const left = Boolean(here & 1) || here === last;
      found = left ? await nodeOf(unhex(beside), found) : await nodeOf(found, unhex(beside));
      if (left) while (here && !(here & 1)) [here, last] = [here >> 1, last >> 1];
      [here, last] = [here >> 1, last >> 1];
      steps.push({ side: left ? "left" : "right", beside, above: hex(found) });
    }
    return last ? null : { steps, root: hex(found) };
  }

  // A quote by itself, as a page of the audit site has it: {opening, quote, tree: {n, root}, places: [{at, path}]}.
  // What `checkQuote` returns, and ways: the way of each leaf to the root.
  async function checkPrinted({ opening, quote, tree, places }) {
    const known = new Set(), ways = [];
    for (const [one, slots] of opening.leaves.entries()) {
      const leaf = await textLeaf(slots), { at, path } = places[one], way = await walk(leaf, at, tree.n, path);
      if (way?.root !== tree.root) continue;
      known.add(leaf);
      ways[one] = { at, n: tree.n, steps: way.steps };
    }
    return { ...(await checkQuote(opening, quote, known)), ways };
  }

  // What a leaf of the text tree is made of: label, role, links before and behind, what stands before the first word,
  // then 14 times a word and what stands behind it.
  const SLOTS = 33, LABEL = 0, ROLE = 1, BEFORE = 2, BEHIND = 3, FIRST = 5;
  const TOKEN = /\[(?:…|\.\.\.)\]|[\p{L}\p{N}_]+/gu;
  const same = (one, other) => one === other || one.toLowerCase() === other.toLowerCase();

  async function slotHash(slot) {
    if (typeof slot === "string") {
      if (!HEX.test(slot)) throw new Error("a closed slot is not a hash");
      return unhex(slot);
    }
    const [salt, text] = slot;
    if (slot.length !== 2 || !HEX.test(salt) || typeof text !== "string") throw new Error("an open slot is not a salt and a text");
    return sha256(joined(framed("trail-slot@v1"), framed(unhex(salt)), framed(text)));
  }

  async function textLeaf(slots) {
    if (slots.length !== SLOTS) throw new Error("a leaf has too many or too few slots");
    return hex(await leafOf(await sha256(joined(framed("trail-text@v1"), ...(await Promise.all(slots.map(slotHash)))))));
  }

  async function countLeaf(salt, name, of, token, value) {
    if (!HEX.test(salt) || (token && !HEX.test(token))) throw new Error("a salt or token is not 64 hex digits");
    const fields = ["trail-count@v1", unhex(salt), name, of, token, value];
    return hex(await leafOf(await sha256(joined(...fields.map(framed)))));
  }

  // Follow a printed quote word by word: {holds, says, words: [{text, how}], leaves: [hash]}.
  // how: open (hashed here, and the same), respelt, added (the author's), cut ([…]), wrong
  async function checkQuote(opening, quote, known) {
    const words = [], leaves = [], opened = opening.leaves, used = new Set();
    const wrong = (says) => ({ holds: false, says, words, leaves });
    for (const slots of opened) leaves.push(await textLeaf(slots));
    if (!opened.length || new Set(leaves).size !== leaves.length) return wrong("no leaf is opened, or one twice");
    const stray = leaves.find((leaf) => !known.has(leaf));
    if (stray) return wrong(`what is opened makes the leaf ${stray.slice(0, 12)}…, which is not in the tree: these words were not committed to`);
    const says = (slots, at) => (Array.isArray(slots[at]) ? slots[at][1] : null);
    if (opening.label !== quote.label || opened.some((slots) => says(slots, LABEL) !== quote.label)) return wrong(`${quote.label} is not the label that was committed to`);
    if (opened.some((slots) => [null, "interviewer"].includes(says(slots, ROLE)))) return wrong("it is not the words of an interviewee");
    const text = quote.original.replace(/\[([\p{L}\p{N}_])\](?=[\p{L}\p{N}_])/gu, "$1");
    const printed = [...text.matchAll(TOKEN)], brackets = [...text.matchAll(/\[[^[\]]{1,80}\]/gu)];
    const walked = new Set(); // leaves of which a word is printed
    // last: the word before, where this one has to be its neighbour; before: that one too where something is left out
    let at = 0, last = null, before = null, free = true;
    for (const step of opening.words) {
      if (step.length === 1 && step[0] === "fillers") { free = true; continue; }
      if (at === printed.length) return wrong("more words are opened than are printed");
      const { 0: token, index } = printed[at++], gap = token.startsWith("[");
      const word = { text: token, how: "wrong", at: index };
      words.push(word);
      if (step.length === 1) {
        const inside = brackets.some((one) => one.index < index && index + token.length < one.index + one[0].length);
        if (step[0] !== (gap ? "omission" : "insertion") || !(gap || inside)) return wrong(`“${token}” is not marked as the edit that it is said to be`);
        word.how = gap ? "cut" : "added";
        [last, free] = [null, true];
        continue;
      }
      const [leaf, slot] = step, said = opened[leaf]?.[slot];
      if (said === undefined || slot < FIRST || (slot - FIRST) % 2) return wrong(`“${token}” is said to stand where no word is`);
      if (step.length === 2) {
        used.add(`${leaf}/${slot}`);
        if (gap || !Array.isArray(said)) return wrong(`the word behind “${token}” is not open`);
        if (!same(said[1], token)) return wrong(`“${token}” is printed where “${said[1]}” was committed to`);
      } else if (gap || Array.isArray(said)) return wrong(`“${token}” is said to be another spelling, and is not`);
      walked.add(leaf);
      if (before && (before[0] > leaf || (before[0] === leaf && before[1] >= slot))) return wrong(`“${token}” stands before the word in front of it`);
      if (last && !free) {
        const why = between(opened, last, [leaf, slot], used);
        if (why) return wrong(`before “${token}”, ${why}`);
        const parted = opened[last[0]][last[1] + 1], former = printed[at - 2];
        if (Array.isArray(parted)) {
          used.add(`${last[0]}/${last[1] + 1}`);
          if (parted[1] !== text.slice(former.index + former[0].length, index)) return wrong(`what stands before “${token}” is not what was committed to`);
        }
      }
      word.how = step.length === 2 ? "open" : "respelt";
      [last, before, free] = [[leaf, slot], [leaf, slot], false];
    }
    if (at !== printed.length) return wrong(`no word is opened for “${printed[at][0]}”`);
    for (const [leaf, slots] of opened.entries()) {
      const open = slots.map((slot, place) => (Array.isArray(slot) && place >= FIRST - 1 ? `${leaf}/${place}` : null)).filter(Boolean);
      if (open.some((place) => !used.has(place)) || !walked.has(leaf)) return wrong("a word is opened that is not printed");
    }
    return { holds: true, says: "", words, leaves };
  }

  // Why two words are not next to each other, in one leaf or across the link between two; "" where they are.
  function between(opened, [leaf, slot], [next, at], used) {
    if (leaf === next) return at === slot + 2 ? "" : "words are left out, and nothing marks it";
    const before = opened[next][BEFORE], behind = opened[leaf][BEHIND], rest = opened[leaf][slot + 2];
    const linked = Array.isArray(before) && Array.isArray(behind) && before[1] === behind[1] && HEX.test(before[1]);
    if (!linked) return "words of another passage follow, and nothing marks it";
    if (slot + 2 < SLOTS) used.add(`${leaf}/${slot + 2}`);
    const ended = slot + 2 >= SLOTS || (Array.isArray(rest) && rest[1] === "");
    return at === FIRST && ended ? "" : "words are left out, and nothing marks it";
  }

  // A number of people: one leaf for each who could be counted, and the ones are the number.
  async function checkCount(name, opening, people, printed, known, seen) {
    const wrong = (says) => ({ name, holds: false, says, ones: null, leaves: opening.leaves.length });
    if (opening.leaves.length !== people[opening.of]) {
      return wrong(`${opening.leaves.length} leaves are opened for ${people[opening.of]} people`);
    }
    const tokens = new Set();
    let ones = 0;
    for (const [salt, token, value] of opening.leaves) {
      if (value !== 0 && value !== 1) return wrong("a person is counted neither as 0 nor as 1");
      const leaf = await countLeaf(salt, name, opening.of, token, String(value));
      if (!known.has(leaf)) return wrong(`what is opened makes the leaf ${leaf.slice(0, 12)}…, which is not in the tree`);
      if (seen.has(leaf) || tokens.has(token)) return wrong("a leaf is opened twice");
      seen.add(leaf);
      tokens.add(token);
      ones += value;
    }
    if (ones !== printed) return wrong(`${ones} people are counted, and ${printed} was released`);
    return { name, holds: true, says: "", ones, leaves: opening.leaves.length };
  }

  async function checkTotal(name, [salt, text], printed, known, seen) {
    const leaf = await countLeaf(salt, name, "", "", text);
    const wrong = (says) => ({ name, holds: false, says, text });
    if (!known.has(leaf) || seen.has(leaf)) return wrong(`what is opened makes the leaf ${leaf.slice(0, 12)}…, which is not in the tree`);
    seen.add(leaf);
    return text === String(printed) ? { name, holds: true, says: "", text } : wrong(`${text} was committed to, and ${printed} was released`);
  }

  async function checkTree(name, leaves, head) {
    const rising = leaves.every((leaf, at) => HEX.test(leaf) && (!at || leaves[at - 1] < leaf));
    const root = hex(await rootOf(leaves.map(unhex)));
    const holds = rising && leaves.length === head.n && root === head.root;
    const says = !rising ? "the leaves are not in order, or one stands twice"
      : leaves.length !== head.n ? `${leaves.length} leaves stand where the head says ${head.n}`
      : root !== head.root ? "the leaves lead to another root" : "";
    return { name, n: leaves.length, root, holds, says };
  }

  const KIND = { schema: "trail-commitment@v1", canonical_text: "trail-canonical-text@v1" };
  const HEAD = ["canonical_text", "codebook", "counts", "interview_sets", "keys", "number", "paper", "people", "previous", "reasons", "schema", "study", "texts"];
  const UNPLACED = "its words could not be placed one by one"; // the one reason for which a released original stays closed
  const REASONS = { quotes: ["its original is not released", UNPLACED], values: ["not part of the coding"] };
  const COUNTED = /^(?:participants|pairs|lost|units|codings)(?![\p{L}\p{N}_])/u; // what a count of the coding is called

  const short = (hash) => hash.slice(0, 32).match(/.{4}/g).join(" ");

  // One paper's proof: {paper, short, trees, quotes, counts, totals, closed, wrong: [sentence]}.
  async function checkPaper(files, paper) {
    const folder = `released/proofs/${paper}`, result = { paper, trees: [], quotes: [], counts: [], totals: [], wrong: [] };
    try {
      const head = strictly(files, `${folder}/head.json`), leaves = strictly(files, `${folder}/leaves.json`);
      const opened = strictly(files, `${folder}/openings.json`), earlier = strictly(files, `${folder}/earlier.json`);
      const read = (name) => JSON.parse(utf8.decode(files.get(`released/${paper}/${name}.json`)));
      const quotes = read("quotes"), values = read("values");
      result.short = short(hex(await sha256(files.get(`${folder}/head.json`))));
      result.study = head.study;
      const hashes = await Promise.all(earlier.map(async (one) => hex(await sha256(encoder.encode(canonical(one))))));
      [...earlier, head].forEach((one, at) => {
        if (one.paper !== paper || Object.entries(KIND).some(([name, is]) => one[name] !== is) || Object.keys(one).sort().join() !== HEAD.join()) {
          result.wrong.push(`head ${at + 1} is of another paper, or of a kind this page does not know`);
        }
        if (Boolean(one.reasons.length) !== at > 0) result.wrong.push(`head ${at + 1}: a head that replaces another says why, and the first replaces none`);
        if (one.number !== at + 1 || one.previous !== (at ? hashes[at - 1] : null)) result.wrong.push(`head ${at + 1} does not name the one before it`);
      });
      for (const kind of ["texts", "counts"]) result.trees.push(await checkTree(kind, leaves[kind], head[kind]));
      const texts = new Set(leaves.texts), counts = new Set(leaves.counts), seen = new Set();
      for (const [name, quote] of Object.entries(quotes)) {
        const found = { name, label: quote.label, original: quote.original ?? "", language: quote.source_language ?? "" };
        if (opened.quotes[name]) result.quotes.push(found.original
          ? { ...found, ...await guarded(() => checkQuote(opened.quotes[name], quote, texts)) }
          : { ...found, holds: false, says: "it is opened, though its original is not released", words: [], leaves: [] });
        else if (found.original && Object.hasOwn(opened.closed.quotes, name) && opened.closed.quotes[name] !== UNPLACED) result.quotes.push({ ...found, holds: false, says: "its original is released, and it is said to be closed", words: [], leaves: [] });
        else if (!opened.closed.quotes[name]) result.quotes.push({ ...found, holds: false, says: "nothing is opened for it", words: [], leaves: [] });
      }
      result.wrong.push(...misplaced("quotes", quotes, opened.quotes, opened.closed.quotes));
      result.wrong.push(...misplaced("values", values, { ...opened.counts, ...opened.totals }, opened.closed.values));
      for (const name of Object.keys(opened.closed.values)) {
        if (name.startsWith(`${paper}.`) && COUNTED.test(name.slice(paper.length + 1))) result.wrong.push(`${name} is a count of the coding, and is said to be closed`);
      }
      const chain = files.has(`released/${paper}/chain.json`) ? read("chain") : {};
      for (const [name, one] of Object.entries(chain)) {
        for (const reference of one.commitments ?? []) {
          const [kind, thing] = [reference.split("/")[0], reference.slice(reference.indexOf("/") + 1)];
          const there = Object.hasOwn(kind === "quotes" ? quotes : values, thing), isOpen = Object.hasOwn(opened[kind] ?? {}, thing);
          if (there && !isOpen && !Object.hasOwn(opened.closed.quotes, thing)) result.wrong.push(`${name} names an opening that is not there`);
        }
      }
      for (const [name, opening] of Object.entries(opened.counts)) {
        result.counts.push({ what: values[name]?.what ?? "", ...await guarded(() => checkCount(name, opening, head.people, values[name]?.value, counts, seen), name) });
      }
      for (const [name, opening] of Object.entries(opened.totals)) {
        result.totals.push({ what: values[name]?.what ?? "", ...await guarded(() => checkTotal(name, opening, values[name]?.value, counts, seen), name) });
      }
      for (const name of Object.keys(values)) {
        if (!opened.counts[name] && !opened.totals[name] && !opened.closed.values[name]) result.wrong.push(`nothing is opened for the number ${name}`);
      }
      result.closed = opened.closed;
    } catch (error) {
      result.wrong.push(error.message);
    }
    for (const one of [...result.trees, ...result.quotes, ...result.counts, ...result.totals]) {
      if (!one.holds) result.wrong.push(`${one.name}: ${one.says}`);
    }
    return result;
  }

  // What is opened or said to be closed and is not released, or both at once, or closed for no reason of the format: [sentence].
  function misplaced(kind, released, opened, closed) {
    const unasked = [...new Set([...Object.keys(opened), ...Object.keys(closed)])]
      .filter((name) => !Object.hasOwn(released, name) || (Object.hasOwn(opened, name) && Object.hasOwn(closed, name)));
    const unknown = Object.keys(closed).filter((name) => !REASONS[kind].includes(closed[name]));
    return [...unasked.map((name) => `${name} is opened and closed, or not released`), ...unknown.map((name) => `${name} is said to be closed for a reason that the format has not`)];
  }

  // A broken proof is a finding, not an accident.
  async function guarded(check, name = "") {
    try {
      return await check();
    } catch (error) {
      return { ...(name && { name }), holds: false, says: `cannot be read: ${error.message}`, words: [], leaves: [] };
    }
  }

  const papersOf = (files) => [...new Set([...files.keys()].map((name) => /^released\/proofs\/([^/]+)\/head\.json$/.exec(name)?.[1]))]
    .filter(Boolean).sort();

  const plain = (text) => text.replace(/\s+/g, " ").trim();

  // The documents that make claims: [{document, claims, page}], the page without its marks. Only words are wanted: a style
  // would be refused by this page's policy, and complained of.
  function pagesOf(files) {
    const documents = [...files.keys()].map((name) => /^open\/claims\/([^/]+)\.json$/.exec(name)?.[1]).filter(Boolean);
    return documents.map((document) => {
      const source = utf8.decode(files.get(`open/documents/${document}.html`)).replace(/<style[^]*?<\/style>|\sstyle="[^"]*"/g, "");
      const page = new DOMParser().parseFromString(source, "text/html");
      for (const mark of page.querySelectorAll(".trail-mark")) mark.remove();
      return { document, claims: JSON.parse(utf8.decode(files.get(`open/claims/${document}.json`))), page };
    });
  }

  // [document, name there] of what a document cites: "paper1.Q014" lies in paper 1 where that is another.
  function homeOf(files, document, name) {
    const [first, rest] = [name.split(".")[0], name.slice(name.indexOf(".") + 1)];
    return name.includes(".") && first !== document && files.has(`released/${first}/values.json`) ? [first, rest] : [document, name];
  }

  // What the pages print against what the renderer wrote down and what was released: [{document, claim, says}].
  function reworded(files, pages) {
    const wrong = [];
    for (const { document, claims, page } of pages) {
      for (const claim of claims) {
        const shown = page.getElementById(claim.claim_id);
        if (!released(files, document, claim)) wrong.push({ document, claim: claim.claim_id, says: "was not released in these words" });
        if (!shown) wrong.push({ document, claim: claim.claim_id, says: "does not stand in the page" });
        else if (!plain(shown.textContent).includes(plain(claim.text))) wrong.push({ document, claim: claim.claim_id, says: `says something else than “${plain(claim.text)}”` });
      }
    }
    return wrong;
  }

  // Whether a quote or number is printed in the words that were released; other kinds have their own.
  function released(files, document, claim) {
    if (claim.kind !== "quote" && claim.kind !== "value") return true;
    const [home, name] = homeOf(files, document, claim.of);
    const read = (kind) => JSON.parse(utf8.decode(files.get(`released/${home}/${kind}.json`)));
    const thing = claim.kind === "value" ? read("values")[claim.of] : read("quotes")[name];
    const said = !thing ? [] : claim.kind === "value" ? [thing.text, ...Object.values(thing.words ?? {})] : [thing.original, thing.translation];
    return said.filter(Boolean).some((one) => plain(one).toLowerCase() === plain(claim.text).toLowerCase());
  }

  // Documents that release quotes or categories and have no proofs, and pages that do not print the heads they rest on: [sentence].
  function headless(files, pages, papers) {
    const wrong = [], known = new Set(papers.map((one) => one.paper));
    const read = (name) => (files.has(name) ? JSON.parse(utf8.decode(files.get(name))) : {});
    for (const name of files.keys()) {
      const document = /^released\/([^/]+)\/values\.json$/.exec(name)?.[1];
      if (!document || known.has(document)) continue;
      const quoted = Object.keys({ ...read(`released/${document}/quotes.json`), ...read(`released/${document}/chain.json`) });
      if (quoted.length) wrong.push(`${document} releases quotes or categories, and has no proofs`);
    }
    for (const { document, claims, page } of pages) {
      const homes = new Set(claims.flatMap((claim) => claim.of.split(";").map((of) => homeOf(files, document, of.trim())[0])));
      const shown = plain(page.documentElement.textContent);
      for (const { paper, short } of papers) {
        if ((paper === document || homes.has(paper)) && !(short && shown.includes(short))) wrong.push(`open/documents/${document}.html does not print the head of ${paper}`);
      }
    }
    return wrong;
  }

  // All that a page can check of these files: {papers, files (of the manifest, or null), wrong: [sentence]}.
  async function verify(files, whole) {
    const papers = [];
    for (const paper of papersOf(files)) papers.push(await checkPaper(files, paper));
    const wrong = papers.flatMap((one) => one.wrong.map((says) => `${one.paper}: ${says}`));
    if (whole) {
      wrong.unshift(...(await unlisted(files)).map((one) => `${one.name} ${one.says}`));
      try {
        const pages = pagesOf(files);
        wrong.push(...reworded(files, pages).map((one) => `open/documents/${one.document}.html: ${one.claim} ${one.says}`));
        wrong.push(...headless(files, pages, papers));
      } catch (error) {
        wrong.push(`the pages cannot be read: ${error.message}`);
      }
    }
    if (!papers.length) wrong.push("no proof is among these files");
    return { papers, files: whole ? files.size : null, wrong };
  }

  return { hex, unhex, sha256, ownSha256, rootOf, climb, slotHash, unzip, unlisted, checkQuote, checkPrinted, walk, checkCount, checkPaper, verify, short, utf8, encoder };
})();
