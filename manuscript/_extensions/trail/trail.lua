-- Print released evidence where a manuscript cites it, and write down every claim. For Quarto and for plain Pandoc.
--
-- TRAIL_EVIDENCE  JSON of all that may be cited (or metadata `trail-evidence`); without it names stand in brackets: a preview
-- TRAIL_CLAIMS    where the claims go           TRAIL_FAULTS  where faults and warnings go
-- TRAIL_SITE      page that opens a claim       TRAIL_STAMP   words that every page must carry

local here = pandoc.path.directory(debug.getinfo(1, 'S').source:sub(2))
local function part(name) return dofile(pandoc.path.join({ here, name .. '.lua' })) end
local words, printing, numbering = part('words'), part('printing'), part('numbering')

local evidence -- nil in a preview
local context = {} -- document, site, lang, words
local claims, faults = pandoc.List({}), pandoc.List({})
local labels, bibliography = {}, nil
local ids, occurrences = {}, {}
local section = { path = '', stack = {}, results = nil }
local in_claim = false

-- ## Faults: where = what to look for in the source, and which of its occurrences

local function fault(check, message, where, near, level)
  faults:insert({ check = check, message = message, where = where, near = near, level = level or 'E' })
end

-- Where an element with `of` stands: its `of`, and how many of that wording came before.
local function place(el)
  local of = el.attributes.of or ''
  occurrences[of] = (occurrences[of] or 0) + 1
  return { of = of, nth = occurrences[of] }
end

local function cited(name)
  local key = '@' .. name
  occurrences[key] = (occurrences[key] or 0) + 1
  return { text = key, nth = occurrences[key] }
end

-- ## Evidence

local kinds = { value = 'values', quote = 'quotes', figure = 'figures', table = 'tables', condensate = 'chain' }

local function look(kind, name, where)
  local found = evidence[kinds[kind]][name]
  if found and (kind ~= 'condensate' or found.kind == 'condensate') then return found end
  fault('unreleased_' .. kind, kind .. " '" .. name .. "' is not among what is released to " .. context.document
    .. '%s: mend the name, or release it.', where, { kinds = { kinds[kind] }, name = name })
end

local function known(name)
  for _, pool in ipairs({ 'chain', 'quotes', 'values', 'tables', 'figures' }) do
    if evidence[pool][name] then return true end
  end
  return false
end

-- ## Claims

local function claim(kind, of, id, where)
  if id ~= '' and not id:match('^c%-') then
    fault('claim_id', "id '#" .. id .. "': the id of a " .. kind .. " begins with 'c-'.", where)
  end
  local base = id:match('^c%-') and id
    or 'c-' .. pandoc.utils.sha1(kind .. '\n' .. of .. '\n' .. section.path):sub(1, 6)
  local unique, n = base, 1
  while ids[unique] do
    n = n + 1
    unique = base .. '-' .. n
  end
  ids[unique] = true
  local row = { claim_id = context.document .. '-' .. unique, section = section.path, kind = kind, text = '', of = of }
  claims:insert(row)
  return row
end

-- Quote marks, dashes, dots and spaces as one form: typography is Pandoc's, wording is the researcher's.
local function wording(text)
  for _, pair in ipairs({ { '[“”„«»]', '"' }, { '[‘’]', "'" }, { '…', '...' }, { '—', '-' }, { '–', '-' }, { '\u{a0}', ' ' } }) do
    if pair[1]:sub(1, 1) == '[' then
      for mark in pair[1]:sub(2, -2):gmatch(utf8.charpattern) do text = text:gsub(mark, pair[2]) end
    else
      text = text:gsub(pair[1], pair[2])
    end
  end
  return (text:gsub('%-+', '-'):gsub('%s+', ' '):gsub('^ ', ''):gsub(' $', ''))
end

local function lower_first(text)
  return pandoc.text.lower(pandoc.text.sub(text, 1, 1)) .. pandoc.text.sub(text, 2)
end

local walker -- the filter below; elements with children of their own walk them with it

local function preview(span, name)
  if #span.content > 0 then return span.content end
  return pandoc.Inlines({ pandoc.Str('[' .. name .. ']') })
end

local function value(span, where)
  local name, typed = span.attributes.of, pandoc.utils.stringify(span.content)
  local released = look('value', name, where)
  if not released then return nil end
  local content, word = printing.text(released.text), (released.words or {})[context.lang:match('^%a+')]
  word = word or (released.words or {})[words.family(context.lang) == 'no' and 'nb' or 'en']
  if typed ~= '' and wording(typed) ~= wording(released.text) then
    if not (word and lower_first(wording(typed)) == lower_first(word)) then
      fault('value_differs', "value '" .. name .. "' is " .. released.text .. (word and ' (' .. word .. ')' or '')
        .. ", not '" .. typed .. "': leave the brackets empty, or type what is released.", where)
    end
    content = span.content
  end
  local row = claim('value', name, span.identifier, where)
  row.text = printing.plain(content)
  return printing.anchored(content, row, context)
end

local function quote(span, where)
  local name = span.attributes.of
  local released = look('quote', name, where)
  if not released then return nil end
  local field = words.family(context.lang) == words.family(released.source_language or 'nb') and 'original' or 'translation'
  local text, typed = released[field], pandoc.utils.stringify(span.content)
  if not text or text == '' then
    fault('unreleased_quote', 'the ' .. field .. " of quote '" .. name .. "' is not released to " .. context.document
      .. ", and a text in '" .. context.lang .. "' prints that.", where)
    return nil
  end
  if not released.label or released.label == '' then
    fault('quote_without_label', "quote '" .. name .. "' has no label: give its interview one in labels.csv.", where)
    return nil
  end
  if typed ~= '' and wording(typed) ~= wording(text) then
    fault('quote_differs', "quote '" .. name .. "' differs from the released " .. field
      .. ': leave the brackets empty, or type what is released.', where)
  end
  local row = claim('quote', name, span.identifier, where)
  row.text = text:gsub('%s+', ' ')
  local content = printing.text(context.words.open .. row.text .. context.words.close)
  content:insert(pandoc.Space())
  content:extend(printing.text('(' .. released.label .. ')'))
  return printing.anchored(content, row, context)
end

local function analytic_claim(span, where)
  local names = pandoc.List({})
  for name in span.attributes.of:gmatch('[^;]+') do
    name = name:match('^%s*(.-)%s*$')
    if name ~= '' then names:insert(name) end
    if name ~= '' and not known(name) then
      fault('unreleased_claim', "claim rests on '" .. name .. "', which is not among what is released to "
        .. context.document .. '%s: mend the name, or release it.', where, { kinds = { 'chain', 'quotes', 'tables' }, name = name })
    end
  end
  if #names == 0 then fault('claim_without_evidence', 'a claim names what it rests on: of="CAT1_1;CD07".', where) end
  local row = claim('claim', table.concat(names, ';'), span.identifier, where) -- numbered before what stands in it
  local outer = in_claim
  in_claim = where
  span.content = span.content:walk(walker)
  in_claim = outer
  row.text = printing.plain(span.content)
  if row.text == '' then fault('claim_without_text', 'a claim needs its words in the brackets.', where) end
  return printing.anchored(span.content, row, context)
end

local function condensate(span, where)
  local name = span.attributes.of
  local released = look('condensate', name, where)
  if not released then return nil end
  local row = claim('condensate', name, span.identifier, where)
  row.text = (released.text or ''):gsub('%s+', ' ')
  return printing.anchored({ pandoc.Emph(printing.text(row.text)) }, row, context)
end

local spans = { value = value, quote = quote, claim = analytic_claim, condensate = condensate }

-- ## Figures and tables

local function captioned(kind, inlines, name, where)
  local row = claim(kind, name, '', where)
  local content = inlines:walk(walker)
  row.text = printing.plain(content)
  return pandoc.Inlines({ printing.anchored(content, row, context) })
end

local function label_fault(id, where)
  if not numbering.kind(id) or not id:match('^%a+%-[a-z0-9-]+$') then
    fault('label', "label '#" .. id .. "': a label is fig-, tbl- or sec- with lower-case letters, digits and hyphens.", where)
  end
end

local function figure(el, image, where)
  local name = image.attributes.of
  local released = evidence and look('figure', name, where)
  image.attributes.of = nil
  if released then
    image.src = printing.picture(released)
    image.attributes['fig-alt'] = released.alt -- Quarto's name for it
    image.caption = printing.text(released.alt)
  end
  if el.identifier == '' then
    fault('label', "figure '" .. name .. "' needs a label: {#fig-name of=\"" .. name .. '"}.', where)
  end
  if not evidence then image.src = '' end
  return released ~= nil and released ~= false
end

local function table_div(div, where)
  local name = div.attributes.of
  local released = evidence and look('table', name, where)
  div.attributes.of = nil
  local caption = div.content[#div.content]
  if #div.content ~= 1 or not (caption.t == 'Para' or caption.t == 'Plain') then
    fault('caption', "table '" .. name .. "': between its ::: lines stands its caption, one paragraph.", where)
    return div
  end
  if not released then return div end
  local columns = div.attributes.columns
  div.attributes.columns = nil
  if columns then
    released.columns = pandoc.List({})
    for column in (columns .. ';'):gmatch('([^;]*);') do released.columns:insert((column:match('^%s*(.-)%s*$'))) end
    if #released.columns ~= #released.numeric then
      fault('columns', "table '" .. name .. "' has " .. #released.numeric .. ' columns, not ' .. #released.columns .. '.', where)
      return div
    end
  end
  caption = pandoc.Para(captioned('table', caption.content, name, where))
  div.content = pandoc.Blocks({ printing.table(released) })
  if released.note and released.note ~= '' then div.content:insert(printing.note(released.note)) end
  div.content:insert(caption)
  return div
end

-- ## The walk, top down: claims are numbered as they are read, their text taken when their children are done

local function in_language(el)
  local lang = el.attributes.lang
  if not lang then return nil end
  local outer, outer_words = context.lang, context.words
  context.lang, context.words = lang, words.of(lang)
  el.content = el.content:walk(walker)
  context.lang, context.words = outer, outer_words
  return el, false
end

local function stray(el, where)
  fault('misplaced_of', 'of="' .. where.of .. '" does nothing here: it belongs to .quote, .value, .claim or .condensate'
    .. ' in [brackets], to a figure, or to a ::: {#tbl-…} block.', where)
  return el, false
end

local function only_quote(para)
  local found
  for _, inline in ipairs(para.content) do
    if inline.t == 'Span' and inline.classes:includes('quote') and inline.attributes.of and not found then
      found = inline
    elseif inline.t ~= 'Space' and inline.t ~= 'SoftBreak' then
      return nil
    end
  end
  return found
end

walker = {
  traverse = 'topdown',
  Header = function(h)
    h.content = h.content:walk(walker)
    local title = printing.plain(h.content)
    for level = h.level, 10 do section.stack[level] = nil end
    section.stack[h.level] = title
    local path = pandoc.List({})
    for level = 1, h.level do
      if section.stack[level] then path:insert(section.stack[level]) end
    end
    section.path, section.title = table.concat(path, ' > '), title
    if section.results and h.level <= section.results then section.results = nil end
    if not section.results and (h.classes:includes('results') or words.opens_results(context.lang, title)) then
      section.results = h.level
    end
    return h, false
  end,
  Para = function(para)
    local span = only_quote(para)
    if span and evidence then
      para.content = para.content:walk(walker)
      return pandoc.BlockQuote({ para }), false
    end
  end,
  Figure = function(el)
    local image
    el.content:walk({ Image = function(i) image = image or i end })
    if not (image and image.attributes.of) then
      el.caption.long = el.caption.long:walk(walker)
      if image and section.results and evidence then
        fault('typed_figure', 'a figure in a results section comes from the release door: of="NAME".',
          { text = image.src, nth = 1 }, nil, 'W')
      end
      if el.identifier == '' then
        fault('label', 'a figure with a caption needs a label, {#fig-name}, or its number differs between formats.',
          { text = image and image.src or '', nth = 1 })
      end
      return el, false
    end
    local where = place(image)
    local ok = figure(el, image, where)
    el.content = { pandoc.Plain({ image }) }
    if ok then
      local caption = captioned('figure', pandoc.utils.blocks_to_inlines(el.caption.long), where.of, where)
      el.caption.long = { pandoc.Plain(caption) }
    end
    return el, false
  end,
  Image = function(image)
    if not image.attributes.of then return nil end
    local where = place(image)
    fault('figure_alone', "figure '" .. where.of .. "' stands alone in its paragraph, with a caption in its brackets.", where)
    return image, false
  end,
  Div = function(div)
    if div.attributes.of then
      local where = place(div)
      if div.identifier:match('^tbl%-') then return table_div(div, where), false end
      return stray(div, where)
    end
    if div.identifier == 'refs' then return div, false end
    return in_language(div)
  end,
  Span = function(span)
    if not span.attributes.of then
      for name in pairs(spans) do
        if span.classes:includes(name) then
          fault('without_of', 'a .' .. name .. ' without of="…" names nothing.', { text = '.' .. name, nth = 1 })
        end
      end
      if span.classes:includes('plain') then return span.content, false end
      return in_language(span)
    end
    local where = place(span)
    for name, print_it in pairs(spans) do
      if span.classes:includes(name) then
        if not evidence then return preview(span, where.of), false end
        return print_it(span, where) or span, false
      end
    end
    return stray(span, where)
  end,
  Cite = function(cite)
    for _, citation in ipairs(cite.citations) do
      local id, where = citation.id, cited(citation.id)
      if in_claim then
        fault('citation_in_claim', 'a claim holds no citation or cross reference: move @' .. id .. ' behind it.', where)
      elseif numbering.kind(id) then
        if not labels[id] then
          fault('dangling_reference', '@' .. id .. ' points to nothing in this document%s.', where, { kinds = { 'labels' }, name = id })
        elseif not labels[id].number then
          fault('dangling_reference', '@' .. id .. ' points to a section without a number.', where)
        end
      elseif bibliography and not bibliography[id] then
        fault('unknown_citation', '@' .. id .. ' is not in the bibliography%s.', where, { kinds = { 'citations' }, name = id })
      end
    end
    return cite, false
  end,
  Link = function(link)
    if pandoc.utils.stringify(link.content) == link.target:gsub('^mailto:', '') then return link, false end
  end,
  Str = function(str)
    if section.results and evidence and words.is_number(context.lang, str.text) then
      fault('typed_number', "'" .. str.text .. '\' is typed in a results section: cite it as a value, or mark it [' .. str.text
        .. ']{.plain}.', { text = str.text, after = section.title, nth = 1 }, nil, 'W')
    end
  end,
}

-- ## The document

local function read_evidence(meta)
  local path = os.getenv('TRAIL_EVIDENCE') or (meta['trail-evidence'] and pandoc.utils.stringify(meta['trail-evidence']))
  if not path then return nil end
  local file = assert(io.open(path, 'rb'), 'the evidence file cannot be read: ' .. path)
  local text = file:read('a')
  file:close()
  return pandoc.json.decode(text, false)
end

local function write(path, list)
  if not path then return end
  local file = assert(io.open(path, 'wb'), 'cannot be written: ' .. path)
  file:write(pandoc.json.encode(list))
  file:close()
end

-- The keys of the bibliography; nil where the document names none.
local function read_bibliography(doc)
  if not (doc.meta.bibliography or doc.meta.references) then return nil end
  local keys = {}
  for _, reference in ipairs(pandoc.utils.references(doc)) do keys[reference.id] = true end
  return keys
end

-- What templates print, computed once for both renderers.
local function metadata(doc)
  local meta = doc.meta
  local authors = pandoc.List({})
  local listed = meta.author or {}
  if pandoc.utils.type(listed) ~= 'List' then listed = { listed } end
  for _, author in ipairs(listed) do
    local name = type(author) == 'table' and not pandoc.utils.type(author):match('Inlines') and author.name or author
    authors:insert(pandoc.MetaString(pandoc.utils.stringify(name)))
  end
  if #authors > 0 then meta['trail-authors'] = authors end
  if (os.getenv('TRAIL_STAMP') or '') ~= '' then meta['trail-stamp'] = pandoc.MetaString(os.getenv('TRAIL_STAMP')) end
  meta['abstract-title'] = meta['abstract-title'] or pandoc.MetaString(context.words.abstract)
  meta['trail-words'] = { keywords = context.words.keywords, page = context.words.page, of = context.words.of,
    figure = context.words.fig, table = context.words.tbl }
  local keywords = pandoc.List({})
  if pandoc.utils.type(meta.keywords) == 'List' then
    for _, keyword in ipairs(meta.keywords) do keywords:insert(pandoc.utils.stringify(keyword)) end
  end
  if #keywords > 0 then meta['trail-keywords'] = pandoc.MetaString(table.concat(keywords, '; ')) end
  if FORMAT == 'docx' and meta.abstract and #keywords > 0 then -- Word has no place of its own for keywords
    local blocks = pandoc.utils.type(meta.abstract) == 'Inlines' and pandoc.Blocks({ pandoc.Para(meta.abstract) })
      or pandoc.Blocks(meta.abstract)
    blocks:insert(pandoc.Para({ pandoc.Strong({ pandoc.Str(context.words.keywords .. ':') }), pandoc.Space(),
      pandoc.Str(table.concat(keywords, '; ')) }))
    meta.abstract = blocks
  end
end

-- A heading and a place for the reference list, where there are citations and the author wrote none.
local function reference_list(doc)
  local cites, has = false, false
  doc.blocks:walk({
    Cite = function(cite) cites = cites or not numbering.kind(cite.citations[1].id) end,
    Div = function(div) has = has or div.identifier == 'refs' end,
  })
  if not cites or has or not bibliography then return end
  doc.blocks:insert(pandoc.Header(1, { pandoc.Str(context.words.references) }, pandoc.Attr('references', { 'unnumbered' })))
  doc.blocks:insert(pandoc.Div({}, pandoc.Attr('refs')))
end

local function sentence(f)
  return '  ' .. f.message:gsub('%%s', '')
end

local function run(doc)
  evidence = read_evidence(doc.meta)
  context.lang = doc.meta.lang and pandoc.utils.stringify(doc.meta.lang) or 'en'
  context.words = words.of(context.lang)
  context.document = evidence and evidence.document or 'preview'
  context.site = os.getenv('TRAIL_SITE') or '../index.html'
  doc.blocks = numbering.level(doc.blocks)
  labels, bibliography = numbering.labels(doc.blocks), read_bibliography(doc)
  for _, label in ipairs(labels.order) do
    local where = { text = '#' .. label.id, nth = 1 }
    label_fault(label.id, where)
    if labels[label.id] ~= label then
      fault('label', "label '#" .. label.id .. "' is given twice.", { text = '#' .. label.id, nth = 2 })
    end
  end

  section.path = 'Abstract'
  if doc.meta.abstract then
    local abstract = doc.meta.abstract
    doc.meta.abstract = (pandoc.utils.type(abstract) == 'Inlines' and pandoc.Inlines(abstract) or pandoc.Blocks(abstract)):walk(walker)
  end
  section.path = ''
  doc.blocks = doc.blocks:walk(walker)
  reference_list(doc)
  metadata(doc)
  if not quarto then doc.blocks = numbering.apply(doc.blocks, labels, context.words) end

  write(os.getenv('TRAIL_FAULTS'), faults)
  local errors = faults:filter(function(f) return f.level == 'E' end)
  if #errors > 0 then
    error(#errors .. ' fault(s) in ' .. context.document .. '\n' .. table.concat(errors:map(sentence), '\n'), 0)
  end
  if evidence then write(os.getenv('TRAIL_CLAIMS'), claims) end
  return doc
end

return { { Pandoc = run } }
