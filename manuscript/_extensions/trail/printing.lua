-- How released things look on the page in each format: marks, quotes, figures, tables.

local printing = {}

local format = FORMAT:match('^html') and 'html' or FORMAT
-- A PNG in PDF and DOCX keeps its pixels, so that a figure pulled out of them can be traced; DOCX holds no SVG anyway.
local pictures = { html = { 'svg', 'png' }, other = { 'png', 'svg' } }

-- Plain text as inlines, one Str a word, so that writers can break lines.
function printing.text(text)
  local inlines = pandoc.Inlines({})
  for word in text:gmatch('[^ \t\r\n]+') do
    if #inlines > 0 then inlines:insert(pandoc.Space()) end
    inlines:insert(pandoc.Str(word))
  end
  return inlines
end

-- The short id under which a claim is found on the audit site: 'paper1-c-3fa9c1' shows as '3fa9c1'.
function printing.short(claim_id, document)
  return (claim_id:sub(#document + 2):gsub('^c%-', ''))
end

local narrow = '\u{202f}' -- a narrow space at which no line breaks

-- The quiet mark after a claim: a link to its evidence in HTML, its short id in DOCX and PDF.
function printing.mark(claim, context)
  local short = printing.short(claim.claim_id, context.document)
  if format == 'html' then
    local label = context.words.evidence .. ' ' .. short
    return pandoc.Link({ pandoc.Str('◦') }, context.site .. '#' .. claim.claim_id, label,
      pandoc.Attr('', { 'trail-mark' }, { { 'aria-label', label }, { 'data-id', short } })) -- pairs keep their order
  elseif format == 'typst' then
    return pandoc.Span({ pandoc.RawInline('typst', '#text(size: 0.55em, baseline: -0.55em, fill: luma(110), hyphenate: false)['
      .. narrow .. short .. ']') }, pandoc.Attr('', { 'trail-mark' }))
  end
  return pandoc.Span({ pandoc.Str(narrow .. short) },
    pandoc.Attr('', { 'trail-mark' }, { ['custom-style'] = 'Evidence Mark' }))
end

-- A printed thing with its anchor and its mark. In HTML a value is itself the link: a mark after each number would be noise.
function printing.anchored(content, claim, context)
  local attr = pandoc.Attr(claim.claim_id, { 'trail', 'trail-' .. claim.kind })
  if format == 'html' and claim.kind == 'value' then
    local label = context.words.evidence .. ' ' .. printing.short(claim.claim_id, context.document)
    return pandoc.Span({ pandoc.Link(content, context.site .. '#' .. claim.claim_id, label) }, attr)
  end
  local inlines = pandoc.Inlines(content)
  inlines:insert(printing.mark(claim, context))
  return pandoc.Span(inlines, attr)
end

-- The text of inlines without marks, the same in every format.
function printing.plain(inlines)
  local drop = function(el)
    if el.classes:includes('trail-mark') then return {} end
  end
  return (pandoc.utils.stringify(pandoc.Inlines(inlines):walk({ Link = drop, Span = drop })):gsub('\u{a0}', ' '))
end

-- The file of a figure that this format can hold.
function printing.picture(figure)
  for _, ending in ipairs(pictures[format] or pictures.other) do
    if figure.files[ending] then return figure.files[ending] end
  end
end

local cited = '%[%]{%.(%a+) of="([^"]*)"}' -- how a cell of a table cites, as a manuscript does

-- The text of a cell as inlines; what it cites is put in by `cite`, a function of kind and name.
local function inlines_of(text, cite)
  local inlines, done = pandoc.Inlines({}), 1
  local function add(some)
    if #inlines > 0 and #some > 0 then inlines:insert(pandoc.Space()) end
    inlines:extend(some)
  end
  for first, kind, name, after in text:gmatch('()' .. cited .. '()') do
    add(printing.text(text:sub(done, first - 1)))
    add(pandoc.Inlines(cite(kind, name)))
    done = after
  end
  add(printing.text(text:sub(done)))
  return inlines
end

-- Shares of the page's width, by what stands in each column: a table fills its page, numbers stay narrow, whole
-- sentences get half of it, and a column is as wide as its longest word (about 100 letters go on a line).
local function widths(data)
  local wide, least, sum, widest = {}, {}, 0, 1
  for j, heading in ipairs(data.columns) do
    local most, word = pandoc.text.len(heading), 0
    for i = 0, #data.rows do
      local text = i == 0 and heading or data.rows[i][j] or ''
      most = math.max(most, text:find(cited) and 200 or pandoc.text.len(text))
      for one in text:gsub(cited, ''):gmatch('%S+') do word = math.max(word, pandoc.text.len(one)) end
    end
    wide[j] = most > 150 and 95 or math.max(8, math.min(most, 42)) + 3
    least[j] = math.min(word + 2, 20) / 100
    sum = sum + wide[j]
    if wide[j] > wide[widest] then widest = j end
  end
  for j = 1, #wide do wide[j] = math.floor(1000 * wide[j] / sum) / 1000 end
  for j = 1, #wide do
    local lacks = least[j] - wide[j]
    if j ~= widest and lacks > 0 and wide[widest] - lacks > 0.3 then
      wide[j], wide[widest] = wide[j] + lacks, wide[widest] - lacks
    end
  end
  return wide
end

-- A cell; in Word its style keeps the rows of a table on one page.
local function cell(inlines, last)
  if format ~= 'docx' then return pandoc.Cell({ pandoc.Plain(inlines) }) end
  local style = last and 'Table Text Last' or 'Table Text'
  local para = pandoc.Para(inlines) -- a Plain would get a style of Pandoc's
  return pandoc.Cell({ pandoc.Div({ para }, pandoc.Attr('', {}, { ['custom-style'] = style })) })
end

-- A released table: a header row, numbers to the right, and what the first column repeats said once.
-- cite: a function of kind and name that returns what a cell cites, as inlines
function printing.table(data, cite)
  local specs, head, wide = {}, {}, widths(data)
  for j, heading in ipairs(data.columns) do
    specs[j] = { data.numeric[j] and 'AlignRight' or 'AlignLeft', wide[j] }
    head[j] = cell(printing.text(heading))
  end
  local rows, first, span = {}, 1, 1
  for i, row in ipairs(data.rows) do
    local again = i > 1 and #data.columns > 2 and row[1] ~= '' and row[1] == data.rows[i - 1][1]
    local cells = {}
    for j = 1, #data.columns do
      if j > 1 or not again then
        cells[#cells + 1] = cell(inlines_of(row[j] or '', cite), i == #data.rows)
      elseif format == 'docx' then -- Word draws the rules of joined cells badly
        cells[#cells + 1] = cell({}, i == #data.rows)
      end
    end
    if again then span = span + 1 else first, span = i, 1 end
    rows[i] = cells
    if again and format ~= 'docx' then
      local top = rows[first][1]
      top.row_span = span
      rows[first][1] = top
    end
  end
  local body = { attr = pandoc.Attr(), head = {}, row_head_columns = 0, body = {} }
  for i, cells in ipairs(rows) do body.body[i] = pandoc.Row(cells) end
  return pandoc.Table({ long = {} }, specs, pandoc.TableHead({ pandoc.Row(head) }), { body }, pandoc.TableFoot())
end

-- The note below a table, small; one of another class stands at the very foot of its page, smaller still.
function printing.note(text, class)
  local para = pandoc.Para(printing.text(text))
  if format == 'typst' then -- a block as wide as the page, or Quarto centres it
    local open = class and '#place(bottom + left, dy: 1.4em)[#set text(size: 0.6em, fill: luma(110));#set par(leading: 0.45em);'
      or '#block(width: 100%, above: 0.7em)[#set text(size: 0.9em);'
    return pandoc.Blocks({ pandoc.RawBlock('typst', open .. '#set align(left)'), para, pandoc.RawBlock('typst', ']') })
  end
  local classes = pandoc.List({ 'table-note', class })
  return pandoc.Blocks({ pandoc.Div({ para }, pandoc.Attr('', classes, { ['custom-style'] = 'Table Note' })) })
end

return printing
