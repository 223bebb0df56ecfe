-- Print released evidence where a manuscript cites it, and write down every claim. For Quarto and for plain Pandoc.
--
-- TRAIL_EVIDENCE  JSON of all that may be cited (or metadata `trail-evidence`); without it names stand in brackets, as
--                 in an editor's preview, and no claims are written
-- TRAIL_CLAIMS    where the claims go           TRAIL_FAULTS  where faults and warnings go
-- TRAIL_SITE      page that opens a claim       TRAIL_STAMP   words that every page must carry

local here = pandoc.path.directory(debug.getinfo(1, 'S').source:sub(2))

-- A part of this filter. Not `require`: Quarto's and Pandoc's look in different places.
local function part(name, ...)
  return assert(loadfile(pandoc.path.join({ here, name .. '.lua' })))(...)
end

local words, printing, numbering, register = part('words'), part('printing'), part('numbering'), part('register')
local spans = part('spans', printing, words, register)
local floats = part('floats', printing, register, spans)
local walker = part('walk', words, printing, numbering, register, spans, floats)
local appendix = part('appendix', printing, register)

local function read_evidence(meta)
  local named = meta['trail-evidence'] and pandoc.utils.stringify(meta['trail-evidence'])
  local path = os.getenv('TRAIL_EVIDENCE') or named
  if not path then return nil end
  local file = assert(io.open(path, 'rb'))
  local text = file:read('a')
  file:close()
  return pandoc.json.decode(text, false)
end

local function write(path, list)
  if not path then return end
  local file = assert(io.open(path, 'wb'))
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

local function as_list(meta)
  if meta == nil then return {} end
  return pandoc.utils.type(meta) == 'List' and meta or { meta }
end

local function as_blocks(meta)
  return pandoc.utils.type(meta) == 'Inlines' and pandoc.Blocks({ pandoc.Para(meta) }) or pandoc.Blocks(meta)
end

-- What the templates print, computed once for both renderers.
local function metadata(meta)
  local authors, keywords = pandoc.List({}), pandoc.List({})
  for _, author in ipairs(as_list(meta.author)) do
    authors:insert(pandoc.utils.stringify(pandoc.utils.type(author) == 'table' and author.name or author))
  end
  for _, keyword in ipairs(as_list(meta.keywords)) do keywords:insert(pandoc.utils.stringify(keyword)) end
  if #authors > 0 then meta['trail-authors'] = authors end
  if #authors > 0 and not quarto then meta.author = authors end -- Pandoc's Word writer prints no `name:`
  if (os.getenv('TRAIL_STAMP') or '') ~= '' then meta['trail-stamp'] = os.getenv('TRAIL_STAMP') end
  meta['abstract-title'] = meta['abstract-title'] or register.words.abstract
  local said = register.words
  meta['trail-words'] = { keywords = said.keywords, page = said.page, of = said.of, lang = words.code(register.lang) }
  if #keywords == 0 then return end
  meta['trail-keywords'] = table.concat(keywords, '; ')
  if FORMAT == 'docx' and meta.abstract then -- Word has no place of its own for keywords
    meta.abstract:insert(pandoc.Para({ pandoc.Strong({ pandoc.Str(register.words.keywords .. ':') }), pandoc.Space(),
      pandoc.Str(table.concat(keywords, '; ')) }))
  end
end

-- A heading and a place for the reference list, where there are citations and the author made none.
local function reference_list(blocks)
  local cites, has = false, false
  blocks:walk({
    Cite = function(cite) cites = cites or not numbering.kind(cite.citations[1].id) end,
    Div = function(div) has = has or div.identifier == 'refs' end,
  })
  if not cites or has or not register.bibliography then return end
  local attr = pandoc.Attr('references', { 'unnumbered' })
  blocks:insert(pandoc.Header(1, printing.text(register.words.references), attr))
  blocks:insert(pandoc.Div({}, pandoc.Attr('refs')))
end

-- The heads of the commitments that the document is held against, at the end of its text.
local function commitments(blocks)
  local heads = register.evidence and register.evidence.commitments or {}
  local papers, said = pandoc.List({}), pandoc.List({})
  for paper in pairs(heads) do papers:insert(paper) end
  papers:sort()
  for _, paper in ipairs(papers) do said:insert(paper .. ' ' .. heads[paper]) end
  if #said > 0 then
    blocks:extend(printing.note(register.words.commitment .. ': ' .. table.concat(said, ' · '), 'trail-commitment'))
  end
end

local function check_labels(labels)
  for _, label in ipairs(labels.order) do
    local where = register.text_place('#' .. label.id)
    if not label.id:match('^%a+%-[a-z0-9-]+$') then
      register.fault('label', "label '#" .. label.id .. "': after " .. label.kind
        .. '- stand lower-case letters, digits and hyphens.', where)
    elseif labels[label.id] ~= label then
      register.fault('label', "label '#" .. label.id .. "' is given twice.", where)
    end
  end
end

-- Stop with all faults at once; the wrapper takes them from TRAIL_FAULTS and adds their lines.
local function refuse()
  local errors = register.faults:filter(function(fault) return fault.level == 'E' end)
  if #errors == 0 then return end
  local sentences = errors:map(function(fault) return '  ' .. fault.message:gsub('%%s', '') end)
  error(#errors .. ' fault(s) in ' .. register.document .. '\n' .. table.concat(sentences, '\n'), 0)
end

local function run(doc)
  register.evidence = read_evidence(doc.meta)
  register.lang = doc.meta.lang and pandoc.utils.stringify(doc.meta.lang) or 'en'
  register.words = words.of(register.lang)
  register.document = register.evidence and register.evidence.document or 'preview'
  register.site = os.getenv('TRAIL_SITE') or register.site
  doc.blocks = numbering.label_tables(numbering.level(doc.blocks))
  register.labels, register.bibliography = numbering.labels(doc.blocks), read_bibliography(doc)
  check_labels(register.labels)

  register.section.path = 'Abstract'
  if doc.meta.abstract then doc.meta.abstract = as_blocks(doc.meta.abstract):walk(walker) end
  register.section.path = ''
  doc.blocks = doc.blocks:walk(walker)
  reference_list(doc.blocks)
  commitments(doc.blocks)
  metadata(doc.meta)
  if numbering.is_ours() then doc.blocks = numbering.apply(doc.blocks, register.labels, register.words) end

  write(os.getenv('TRAIL_FAULTS'), register.faults)
  refuse()
  if register.evidence then write(os.getenv('TRAIL_CLAIMS'), register.claims) end
  doc.blocks:extend(appendix.blocks()) -- after the faults: of what is cited wrongly there is nothing to tell
  return doc
end

return { { Pandoc = run } }
