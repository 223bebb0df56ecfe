-- Figures and tables that cite evidence: the filter fills in picture, alternative text, rows and note.

local printing, register, spans = ...

local floats = {}

-- A caption with its claim: numbered before what stands in it, its text taken after.
local function captioned(kind, inlines, name, where, walker, label)
  local row = register.claim(kind, name, '', where)
  register.floats[row.claim_id] = label
  local content = inlines:walk(walker)
  row.text = printing.plain(content)
  return pandoc.Inlines({ printing.anchored(content, row, register) })
end

-- A figure with a picture of its own, not drawn by a notebook.
local function other_figure(el, image, walker)
  local where = { text = image and image.src or '', nth = 1 }
  el.caption.long = el.caption.long:walk(walker)
  if image then image.caption = printing.text(printing.plain(pandoc.utils.blocks_to_inlines(el.caption.long))) end
  if image and register.section.results and register.evidence then
    register.warn('typed_figure', 'a figure in a results section comes through the release door: of="NAME".', where)
  end
  if el.identifier == '' then
    register.fault('label', 'a figure with a caption needs a label, {#fig-name}, or its formats count differently.', where)
  end
  if image then el.content = { pandoc.Plain({ image }) } end
  return el
end

function floats.figure(el, walker)
  local image
  el.content:walk({ Image = function(found) image = image or found end })
  if not (image and image.attributes.of) then return other_figure(el, image, walker) end
  local where = register.place(image)
  image.attributes.of = nil
  if el.identifier == '' then
    register.fault('label', "figure '" .. where.of .. "' needs a label: {#fig-name of=\"" .. where.of .. '"}.', where)
  end
  local released = register.evidence and register.look('figure', where.of, where)
  if released then
    image.src = printing.picture(released)
    image.caption = printing.text(released.alt)
    image.attributes['fig-alt'] = quarto and FORMAT ~= 'docx' and released.alt or nil -- Quarto's name for it
    local caption = pandoc.utils.blocks_to_inlines(el.caption.long)
    el.caption.long = { pandoc.Plain(captioned('figure', caption, where.of, where, walker, el.identifier)) }
  end
  el.content = { pandoc.Plain({ released and image or pandoc.Str('[' .. where.of .. ']') }) }
  return el
end

-- The columns as the author names them: columns="Category;People".
local function renamed(released, columns)
  local names = pandoc.List({})
  for name in (columns .. ';'):gmatch('([^;]*);') do names:insert((name:match('^%s*(.-)%s*$'))) end
  return { columns = names, rows = released.rows, numeric = released.numeric, note = released.note }
end

-- Without the columns that hold nothing for this document, such as what a first wave follows.
local function filled(released)
  local keep = pandoc.List({})
  for j = 1, #released.columns do
    for _, row in ipairs(released.rows) do
      if (row[j] or '') ~= '' then
        keep:insert(j)
        break
      end
    end
  end
  if #keep == 0 then return released end
  local function kept(list) return keep:map(function(j) return list[j] or '' end) end
  return { columns = kept(released.columns), rows = pandoc.List(released.rows):map(kept), numeric = keep:map(function(j)
    return released.numeric[j]
  end), note = released.note }
end

-- Of a table whose cells cite quotes, the rows of those that the author chose: quotes="Q014;Q021". One that stands in
-- several cells is printed once: where no other is yet, else in the first.
local function chosen(released, names, table_name, where)
  local wanted, places, taken, row_of = pandoc.List({}), {}, {}, {}
  for name in names:gmatch('[^;%s]+') do
    wanted:insert(name)
    places[name] = {}
  end
  for i, row in ipairs(released.rows) do
    for name in table.concat(row, ' '):gmatch('%[%]{%.quote of="([^"]*)"}') do
      if places[name] then table.insert(places[name], i) end
    end
  end
  for cells = 0, #released.rows do -- those that have one place only come first
    for _, name in ipairs(wanted) do
      if #places[name] == cells then
        row_of[name] = places[name][1]
        for _, i in ipairs(places[name]) do
          if not taken[i] then
            row_of[name] = i
            break
          end
        end
        taken[row_of[name] or 0] = true
        if cells == 0 then
          register.fault('quote_not_in_table', "quote '" .. name .. "' is in no cell of table '" .. table_name .. "'.", where)
        end
      end
    end
  end
  local rows = pandoc.List({})
  for i, row in ipairs(released.rows) do
    if taken[i] then
      rows:insert(pandoc.List(row):map(function(text)
        return (text:gsub('%s*%[%]{%.quote of="([^"]*)"}', function(name) if row_of[name] ~= i then return '' end end))
      end))
    end
  end
  return { columns = released.columns, rows = rows, numeric = released.numeric, note = released.note }
end

function floats.table(div, where, walker)
  local name, columns, quotes = div.attributes.of, div.attributes.columns, div.attributes.quotes
  div.attributes.of, div.attributes.columns, div.attributes.quotes = nil, nil, nil
  local caption = div.content[#div.content]
  if #div.content ~= 1 or not (caption.t == 'Para' or caption.t == 'Plain') then
    register.fault('caption', "table '" .. name .. "': between its ::: lines stands its caption, one paragraph.", where)
    return div
  end
  local released = register.evidence and register.look('table', name, where)
  if not released then
    div.content:insert(1, pandoc.Para({ pandoc.Str('[' .. name .. ']') }))
    return div
  end
  if columns then released = renamed(released, columns) end
  if #released.columns ~= #released.numeric then
    register.fault('columns', "table '" .. name .. "' has " .. #released.numeric .. ' columns, not '
      .. #released.columns .. '.', where)
    return div
  end
  if quotes then released = chosen(released, quotes, name, where) end
  local title = pandoc.Para(captioned('table', caption.content, name, where, walker, div.identifier))
  local home = name:match('^.*%.') or '' -- a table of another document cites that document's things
  div.content = pandoc.Blocks({ printing.table(filled(released), function(kind, of)
    local cites = (kind == 'quote' or kind == 'condensate') and spans[kind]
    local span = pandoc.Span({}, pandoc.Attr('', { kind }, { of = home .. of }))
    return { cites and cites(span, where) or pandoc.Str('[' .. of .. ']') }
  end) })
  if (released.note or '') ~= '' then div.content:extend(printing.note(released.note)) end
  div.content:insert(title) -- its caption is its last block
  return div
end

return floats
