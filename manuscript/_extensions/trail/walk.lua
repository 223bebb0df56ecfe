-- The walk through a document, top down: claims are numbered as they are read, their text taken when they are done.

local words, printing, numbering, register, spans, floats = ...

local section = register.section
local labelled = false -- within a ::: {#tbl-…} block
local walker

local function in_language(el)
  if not el.attributes.lang then return nil end
  local lang, its_words = register.lang, register.words
  register.lang, register.words = el.attributes.lang, words.of(el.attributes.lang)
  el.content = el.content:walk(walker)
  register.lang, register.words = lang, its_words
  if FORMAT == 'typst' and el.t == 'Div' then -- Pandoc would put a heading on the line of its own `set text`
    local blocks = pandoc.Blocks({ pandoc.RawBlock('typst', '#[\n#set text(lang: "' .. words.code(el.attributes.lang) .. '")') })
    blocks:extend(el.content)
    blocks:insert(pandoc.RawBlock('typst', ']'))
    return blocks, false
  end
  return el, false
end

local function stray(el, where)
  register.fault('misplaced_of', 'of="' .. where.of .. '" does nothing here: it belongs to .quote, .value, .claim or'
    .. ' .condensate after [brackets], to a figure, or to a ::: {#tbl-…} block.', where)
  return el, false
end

local function elsewhere(el)
  if el.attributes.of then return stray(el, register.place(el)) end
end

-- The quote of a paragraph that holds nothing else.
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

local function kind_of(span)
  for _, kind in ipairs({ 'value', 'quote', 'claim', 'condensate' }) do
    if span.classes:includes(kind) then return kind end
  end
end

walker = {
  traverse = 'topdown',

  Header = function(h)
    h.content = h.content:walk(walker)
    section.title = printing.plain(h.content)
    for level = h.level, 10 do section.stack[level] = nil end
    section.stack[h.level] = section.title
    local path = pandoc.List({})
    for level = 1, h.level do
      if section.stack[level] then path:insert(section.stack[level]) end
    end
    section.path = table.concat(path, ' > ')
    if section.results and h.level <= section.results then section.results = nil end
    local opens = h.classes:includes('results') or words.opens_results(register.lang, section.title)
    if opens and not section.results then section.results = h.level end
    return h, false
  end,

  Para = function(para)
    if not (register.evidence and only_quote(para)) then return nil end
    para.content = para.content:walk(walker)
    return pandoc.BlockQuote({ para }), false
  end,

  Figure = function(el) return floats.figure(el, walker), false end,

  Image = function(image)
    if not image.attributes.of then return nil end
    local where = register.place(image)
    register.fault('figure_alone', "figure '" .. where.of
      .. "' stands alone in its paragraph, with a caption in its brackets.", where)
    return image, false
  end,

  Table = function(tbl)
    if #tbl.caption.long > 0 and tbl.identifier == '' and not labelled then
      local caption = pandoc.utils.stringify(tbl.caption.long)
      register.fault('label', 'a table with a caption needs a label, {#tbl-name}, or its formats count differently.',
        { text = caption:match('%S+'), nth = 1 })
    end
  end,

  Div = function(div)
    if div.attributes.of then
      local where = register.place(div)
      if div.identifier:match('^tbl%-') then return floats.table(div, where, walker), false end
      return stray(div, where)
    end
    if div.identifier == 'refs' then return div, false end
    if div.identifier:match('^tbl%-') then
      labelled = true
      div.content = div.content:walk(walker)
      labelled = false
      return div, false
    end
    return in_language(div)
  end,

  Span = function(span)
    local kind = kind_of(span)
    if span.attributes.of then
      local where = register.place(span)
      if not kind then return stray(span, where) end
      if register.evidence then return spans[kind](span, where, walker) or span, false end
      return #span.content > 0 and span.content or { pandoc.Str('[' .. where.of .. ']') }, false
    end
    if kind then
      register.fault('without_of', 'a .' .. kind .. ' without of="…" names nothing.', register.text_place('.' .. kind .. '}'))
    end
    if span.classes:includes('plain') then return span.content, false end
    return in_language(span)
  end,

  Cite = function(cite)
    local first = cite.citations[1].id
    for _, citation in ipairs(cite.citations) do
      local id, where = citation.id, register.text_place('@' .. citation.id)
      local label = register.labels[id]
      if register.in_claim then
        register.fault('citation_in_claim',
          'a claim holds no citation or cross reference: move @' .. id .. ' behind it.', where)
      elseif not numbering.kind(id) ~= not numbering.kind(first) then -- Pandoc reads one citation, and half would vanish
        register.fault('mixed_citation', '@' .. first .. ' and @' .. id .. ' are read as one citation, as they stand side'
          .. ' by side: put a word or a comma between them.', where)
      elseif numbering.kind(id) and not label then
        register.fault('dangling_reference', '@' .. id .. ' points to nothing in this document%s.', where,
          { kinds = { 'labels' }, name = id })
      elseif numbering.kind(id) and not label.number then
        register.fault('dangling_reference', '@' .. id .. ' points to a section without a number.', where)
      elseif not numbering.kind(id) and register.bibliography and not register.bibliography[id] then
        register.fault('unknown_citation', '@' .. id .. ' is not in the bibliography%s.', where,
          { kinds = { 'citations' }, name = id })
      end
    end
    return cite, false
  end,

  Code = elsewhere, CodeBlock = elsewhere,

  Link = function(link)
    if link.attributes.of then return elsewhere(link) end
    -- an address in the text is no number
    if pandoc.utils.stringify(link.content) == link.target then return link, false end
  end,

  Quoted = function(quoted)
    local text = pandoc.utils.stringify(quoted.content)
    local _, spaces = text:gsub('%s+', '')
    if section.results and register.evidence and quoted.quotetype == 'DoubleQuote' and spaces >= 4 then
      register.warn('typed_quote', 'words between quote marks in a results section: a quote comes through the release'
        .. ' door, []{.quote of="Q…"}.', register.text_place(text:match('%w+') or '', section.title))
    end
  end,

  Str = function(str)
    if section.results and register.evidence and words.is_number(register.lang, str.text) then
      register.warn('typed_number', "'" .. str.text .. "' is typed in a results section: cite it as a value, or mark it ["
        .. str.text .. ']{.plain}.', register.text_place(str.text, section.title))
    end
  end,
}

return walker
