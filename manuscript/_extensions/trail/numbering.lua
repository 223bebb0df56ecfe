-- Labels and cross references: numbered here where Quarto does not, and in the same way.

local numbering = {}

numbering.prefixes = { fig = true, tbl = true, sec = true }

-- 'fig' of 'fig-themes'; nil where a name is no cross reference but a citation key.
function numbering.kind(name)
  local prefix = name:match('^(%a+)%-')
  return numbering.prefixes[prefix] and prefix or nil
end

-- Give top headings level 1, as both renderers count from there.
function numbering.level(blocks)
  local top = 10
  blocks:walk({ Header = function(h) top = math.min(top, h.level) end })
  if top == 1 or top == 10 then return blocks end
  return blocks:walk({ Header = function(h) h.level = h.level - top + 1; return h end })
end

-- Give a typed table the label at the end of its caption (': Caption. {#tbl-x}'), which Quarto's reader leaves there.
function numbering.label_tables(blocks)
  return blocks:walk({
    Table = function(tbl)
      local last = tbl.caption.long[#tbl.caption.long]
      local label = last and last.content and #last.content > 0 and last.content[#last.content]
      local id = label and label.t == 'Str' and label.text:match('^{#(tbl%-[^}]+)}$')
      if not id then return nil end
      last.content:remove()
      if #last.content > 0 and last.content[#last.content].t == 'Space' then last.content:remove() end
      tbl.identifier, tbl.caption = id, { long = { last } }
      return tbl
    end,
  })
end

-- Return the labels of a document in its order: { id, kind, number } and by id. Sections count only where numbered.
function numbering.labels(blocks)
  local labels, counts, section = { order = pandoc.List({}) }, { fig = 0, tbl = 0 }, {}
  local function add(id, number)
    local label = { id = id, kind = numbering.kind(id), number = number }
    labels.order:insert(label)
    if not labels[id] then labels[id] = label end
  end
  local function float(el)
    local kind = numbering.kind(el.identifier)
    if kind == 'fig' or kind == 'tbl' then
      counts[kind] = counts[kind] + 1
      add(el.identifier, tostring(counts[kind]))
      return el, false
    end
  end
  blocks:walk({
    traverse = 'topdown',
    Figure = float, Div = float, Table = float,
    Header = function(h)
      local number
      if not h.classes:includes('unnumbered') then
        for level = 1, h.level do section[level] = section[level] or 0 end
        for level = h.level + 1, 10 do section[level] = nil end
        section[h.level] = section[h.level] + 1
        number = table.concat(section, '.', 1, h.level)
      end
      if numbering.kind(h.identifier) == 'sec' then add(h.identifier, number) end
    end,
  })
  return labels
end

-- Whether the filter numbers. Quarto does it well but in DOCX, where it nests each table in another one, centred.
function numbering.is_ours()
  return not quarto or FORMAT == 'docx'
end

-- The id that stays on a figure or table: by its prefix Quarto would take it for its own.
local function kept(id)
  return quarto and numbering.kind(id) ~= 'sec' and 'to-' .. id or id
end

local function prefixed(inlines, label, words)
  if FORMAT == 'typst' then return inlines end -- Typst writes "Figure 1: " itself
  local prefix = pandoc.Inlines({ pandoc.Str(words[label.kind] .. '\u{a0}' .. label.number .. ':'), pandoc.Space() })
  prefix:extend(inlines)
  return prefix
end

-- The table in a '#tbl-' Div with its last paragraph as its caption; what stood between (a note) follows it.
local function table_of(div, label, words)
  local caption = div.content[#div.content]
  local found, rest = nil, pandoc.Blocks({})
  for i = 1, #div.content do
    local block = div.content[i]
    if block.t == 'Table' and not found then
      found = block
    elseif i < #div.content or not (block.t == 'Para' or block.t == 'Plain') then
      rest:insert(block)
    end
  end
  if not found then return nil end
  local inlines = (caption.t == 'Para' or caption.t == 'Plain') and caption.content
    or pandoc.utils.blocks_to_inlines(found.caption.long)
  local numbered = pandoc.Plain(prefixed(inlines, label, words))
  if FORMAT == 'docx' then -- Quarto would put a table with a caption into a table of its own
    found.caption, found.identifier = { long = {} }, ''
    local style = { ['custom-style'] = 'Table Caption' }
    rest:insert(1, pandoc.Div({ pandoc.Para(numbered.content) }, pandoc.Attr(kept(label.id), {}, style)))
    rest:insert(2, found)
    return rest
  end
  found.identifier, found.caption = label.id, { long = { numbered } }
  rest:insert(1, found)
  if FORMAT == 'typst' then
    rest:insert(1, pandoc.RawBlock('typst', '#table-float['))
    rest:insert(pandoc.RawBlock('typst', ']'))
    return rest
  end
  return pandoc.Div(rest, pandoc.Attr('', { 'table-float' }))
end

local function reference(cite, labels, words)
  local out = pandoc.Inlines({})
  for i, citation in ipairs(cite.citations) do
    local label = labels[citation.id]
    if not (label and label.number) then return nil end
    local text = pandoc.Inlines({})
    if #citation.prefix > 0 then
      text:extend(citation.prefix)
      text:insert(pandoc.Str('\u{a0}'))
    elseif citation.mode ~= 'SuppressAuthor' then
      text:insert(pandoc.Str(words[label.kind] .. '\u{a0}'))
    end
    text:insert(pandoc.Str(label.number))
    if i > 1 then out:extend({ pandoc.Str(','), pandoc.Space() }) end
    out:insert(pandoc.Link(text, '#' .. kept(label.id)))
  end
  return out
end

-- Number figures, tables and references to them, as Quarto would.
function numbering.apply(blocks, labels, words)
  return blocks:walk({
    Figure = function(figure)
      local label = labels[figure.identifier]
      if not label then return nil end
      figure.identifier = kept(label.id)
      figure.caption.long = { pandoc.Plain(prefixed(pandoc.utils.blocks_to_inlines(figure.caption.long), label, words)) }
      return figure
    end,
    Div = function(div)
      local label = labels[div.identifier]
      if label and label.kind == 'tbl' then return table_of(div, label, words) end
    end,
    Table = function(tbl)
      local label = labels[tbl.identifier]
      if label then return table_of(pandoc.Div({ tbl }), label, words) end
    end,
    Cite = function(cite)
      if numbering.kind(cite.citations[1].id) then return reference(cite, labels, words) end
    end,
  })
end

return numbering
