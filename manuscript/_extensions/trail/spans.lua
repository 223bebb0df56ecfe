-- The spans that cite evidence: values, quotes, claims and condensates, each held against what is released.

local printing, words, register = ...

local spans = {}

local straight = { ['“'] = '"', ['”'] = '"', ['„'] = '"', ['«'] = '"', ['»'] = '"', ['‘'] = "'", ['’'] = "'",
  ['…'] = '...', ['–'] = '-', ['—'] = '-', ['\u{a0}'] = ' ' }

-- One form of quote marks, dashes, dots and spaces: typography is Pandoc's, wording is the researcher's.
local function wording(text)
  text = text:gsub(utf8.charpattern, straight):gsub('%-+', '-'):gsub('%s+', ' ')
  return (text:gsub('^ ', ''):gsub(' $', ''))
end

local function lower_first(text)
  return pandoc.text.lower(pandoc.text.sub(text, 1, 1)) .. pandoc.text.sub(text, 2)
end

local function one_line(text)
  return (text:gsub('%s+', ' '))
end

-- The number word of a value in the language of the text, if it has one.
local function word_of(released)
  local by_language = released.words or {}
  return by_language[words.code(register.lang)]
    or by_language[words.family(register.lang) == 'no' and 'nb' or words.family(register.lang)]
end

function spans.value(span, where)
  local name, typed = span.attributes.of, pandoc.utils.stringify(span.content)
  local released = register.look('value', name, where)
  if not released then return nil end
  local content, word = printing.text(released.text), word_of(released)
  if typed ~= '' and wording(typed) ~= wording(released.text) then
    if not (word and lower_first(wording(typed)) == lower_first(word)) then
      register.fault('value_differs', "value '" .. name .. "' is " .. released.text .. (word and ' (' .. word .. ')' or '')
        .. ", not '" .. typed .. "': leave the brackets empty, or type what is released.", where)
    end
    content = span.content
  end
  local row = register.claim('value', name, span.identifier, where)
  row.text = printing.plain(content)
  return printing.anchored(content, row, register)
end

function spans.quote(span, where)
  local name = span.attributes.of
  local released = register.look('quote', name, where)
  if not released then return nil end
  local native = words.family(register.lang) == words.family(released.source_language or 'nb')
  local field = native and 'original' or 'translation'
  local text, typed = released[field] or '', pandoc.utils.stringify(span.content)
  if text == '' then
    register.fault('unreleased_quote', 'the ' .. field .. " of quote '" .. name .. "' is not released to "
      .. register.document .. ", and a text in '" .. register.lang .. "' prints that.", where)
    return nil
  end
  if (released.label or '') == '' then
    register.fault('quote_without_label', "quote '" .. name .. "' has no label: give its interview one in labels.csv.", where)
    return nil
  end
  if typed ~= '' and wording(typed) ~= wording(text) then
    register.fault('quote_differs', "quote '" .. name .. "' differs from the released " .. field
      .. ': leave the brackets empty, or type what is released.', where)
  end
  local row = register.claim('quote', name, span.identifier, where)
  row.text = one_line(text)
  local label = released.label:gsub(' (%d+)$', '\u{a0}%1') -- no line begins with its number
  local content = printing.text(register.words.open .. row.text .. register.words.close .. ' (' .. label .. ')')
  return printing.anchored(content, row, register)
end

function spans.claim(span, where, walker)
  local names = pandoc.List({})
  for name in span.attributes.of:gmatch('[^;]+') do
    name = name:match('^%s*(.-)%s*$')
    if name ~= '' then names:insert(name) end
    if name ~= '' and not register.known(name) then
      register.fault('unreleased_claim', "claim rests on '" .. name .. "', which is not among what is released to "
        .. register.document .. '%s: mend the name, or release it.', where,
        { kinds = { 'chain', 'quotes', 'tables' }, name = name })
    end
  end
  if #names == 0 then
    register.fault('claim_without_evidence', 'a claim names what it rests on: of="CAT1_1;CD07".', where)
  end
  local row = register.claim('claim', table.concat(names, ';'), span.identifier, where) -- before what stands in it
  local outer = register.in_claim
  register.in_claim = true
  local content = span.content:walk(walker)
  register.in_claim = outer
  row.text = printing.plain(content) -- after what stands in it, or nested quotes vanish from it
  if row.text == '' then
    register.fault('claim_without_text', 'a claim needs its words in the brackets.', where)
  end
  return printing.anchored(content, row, register)
end

function spans.condensate(span, where)
  local name = span.attributes.of
  local released = register.look('condensate', name, where)
  if not released then return nil end
  local row = register.claim('condensate', name, span.identifier, where)
  row.text = one_line(released.text or '')
  return printing.anchored({ pandoc.Emph(printing.text(row.text)) }, row, register)
end

return spans
