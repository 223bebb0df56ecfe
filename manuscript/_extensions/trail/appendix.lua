-- The evidence appendix of DOCX and PDF: what each short id in the text marks, and where the audit site shows what it
-- rests on. In HTML each mark is a link itself. Its rows name things and never repeat what a claim, quote or number says.

local printing, register = ...

local appendix = { id = 'trail-evidence' }

local said

-- A released thing by its name, and which pool it is in.
local function thing(name)
  for _, pool in ipairs({ 'chain', 'quotes', 'values', 'tables', 'figures' }) do
    local found = register.evidence[pool][name]
    if found then return found, pool end
  end
end

-- 'paper1.' of a thing that another document released.
local function home_of(name)
  return name:match('^[^.;]*%.') or ''
end

local function marked(text)
  return register.words.open .. text .. register.words.close
end

-- What a number counts, its things by their headings instead of their names: 'meaning units under “Let in”'.
local function counted(value, name)
  local home = home_of(name)
  return ((value.what or name):gsub('[%a][%w_-]*', function(word)
    local found = register.evidence.chain[word] or register.evidence.chain[home .. word]
    return found and (found.heading or found.name) and marked(found.heading or found.name)
  end))
end

local function subgroup_of(condensate, home)
  local found = register.evidence.chain[home .. (condensate.subgroup or '')]
  return found and found.name
end

-- A thing that a claim rests on: its kind, and its heading or label.
local function named(name)
  local home, found, pool = home_of(name), thing(name)
  if pool == 'quotes' then return 'quote', found.label or name end
  if pool == 'values' then return 'value', counted(found, name) end
  if pool ~= 'chain' then return pool, name end
  return found.kind, marked(found.heading or found.name or subgroup_of(found, home) or name)
end

-- What a claim rests on: 'categories “Let in”, “Kept out”; condensate of “The way in”'.
local function grounds(claim)
  local kinds, by_kind = pandoc.List({}), {}
  for name in claim.of:gmatch('[^;]+') do
    local kind, title = named(name)
    if not by_kind[kind] then
      kinds:insert(kind)
      by_kind[kind] = pandoc.List({})
    end
    by_kind[kind]:insert(title)
  end
  return table.concat(kinds:map(function(kind)
    return said.grounds[kind][#by_kind[kind] > 1 and 2 or 1] .. ' ' .. table.concat(by_kind[kind], ', ')
  end), '; ')
end

-- What an id marks, in words.
local function what(claim)
  local home, found = home_of(claim.of), thing(claim.of)
  if claim.kind == 'claim' then return said.claim .. ': ' .. grounds(claim) end
  if claim.kind == 'quote' then return said.quote .. ': ' .. found.label end
  if claim.kind == 'value' then return said.value .. ': ' .. counted(found, claim.of) end
  if claim.kind == 'condensate' then
    return said.condensate .. ' ' .. marked(subgroup_of(found, home) or claim.of)
  end
  local label = register.labels[register.floats[claim.claim_id]]
  local name = claim.of:gsub('_', ' ')
  return label and ('%s %s: %s'):format(register.words[label.kind], label.number, name) or name
end

-- The id as a link to the place that it marks. Typst stops where a label is missing, which a renderer may have dropped.
local function back(claim)
  local short = printing.short(claim.claim_id, register.document)
  if FORMAT ~= 'typst' then return pandoc.Link({ pandoc.Str(short) }, '#' .. claim.claim_id) end
  return pandoc.RawInline('typst', ('#context { let at = query(label("%s")); if at.len() == 1 { link(at.first().location(),'
    .. ' [%s]) } else [%s] }'):format(claim.claim_id, short, short))
end

-- Where the site opens the claim: the path within the site's folder, as text and as a link.
local function site(claim)
  local target = register.site .. '#' .. claim.claim_id
  local text = target:gsub('^%.%./audit/', '')
  return pandoc.Link({ FORMAT == 'docx' and pandoc.Str(text) or pandoc.Code(text) }, target)
end

local function heading()
  if FORMAT == 'docx' then -- on a new page, which no heading of Pandoc's can ask for
    local open = '<w:bookmarkStart w:id="900001" w:name="%s"/><w:p><w:pPr><w:pStyle w:val="Heading1"/><w:pageBreakBefore/>'
      .. '</w:pPr><w:r><w:t>%s</w:t></w:r></w:p><w:bookmarkEnd w:id="900001"/>'
    return pandoc.Blocks({ pandoc.RawBlock('openxml', open:format(appendix.id, said.title)) })
  end
  local title = pandoc.Header(1, printing.text(said.title), pandoc.Attr(appendix.id, { 'unnumbered' }))
  return pandoc.Blocks({ pandoc.RawBlock('typst', '#pagebreak(weak: true)'), title })
end

local function cell(inlines)
  return pandoc.Cell({ pandoc.Plain(inlines) })
end

-- Return the appendix as blocks; none where the format has no use for it or nothing is marked.
function appendix.blocks()
  if not (register.evidence and (FORMAT == 'docx' or FORMAT == 'typst')) or #register.claims == 0 then return {} end
  said = register.words.appendix
  local specs = { { 'AlignLeft', 0.12 }, { 'AlignLeft', 0.55 }, { 'AlignLeft', 0.33 } }
  local head, rows = {}, {}
  for i, title in ipairs(said.columns) do head[i] = cell(printing.text(title)) end
  for i, claim in ipairs(register.claims) do
    rows[i] = pandoc.Row({ cell({ back(claim) }), cell(printing.text(what(claim))), cell({ site(claim) }) })
  end
  local body = { attr = pandoc.Attr(), head = {}, row_head_columns = 0, body = rows }
  local blocks, listed = heading(), pandoc.Table(
    { long = {} }, specs, pandoc.TableHead({ pandoc.Row(head) }), { body }, pandoc.TableFoot())
  blocks:insert(pandoc.Para(printing.text(said.intro)))
  if FORMAT == 'typst' then -- smaller, and not close upon what stands before it
    blocks:insert(pandoc.RawBlock('typst', '#v(0.9em)\n#[\n#show table: set text(size: 8.5pt)'))
    blocks:extend({ listed, pandoc.RawBlock('typst', ']') })
  else
    blocks:insert(listed)
  end
  return blocks
end

return appendix
