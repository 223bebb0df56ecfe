-- What the filter keeps while it reads: where it is, which claims it met, and all that is wrong.

local register = {
  evidence = nil, -- nil in a preview
  document = 'preview', site = '../index.html', lang = 'en', words = nil,
  claims = pandoc.List({}), faults = pandoc.List({}),
  labels = {}, bibliography = nil,
  floats = {}, -- the label of the figure or table that a claim is the caption of
  section = { path = '', title = '', stack = {}, results = nil },
  in_claim = false,
}

local ids, occurrences = {}, {}

-- ## Faults: where = what to look for in the source, and which of its occurrences, as Pandoc knows no lines

function register.fault(check, message, where, near)
  register.faults:insert({ check = check, message = message, where = where, near = near, level = 'E' })
end

function register.warn(check, message, where)
  register.faults:insert({ check = check, message = message, where = where, level = 'W' })
end

local function next_of(key)
  occurrences[key] = (occurrences[key] or 0) + 1
  return occurrences[key]
end

-- Where an element with `of` stands: its `of`, and how many of that wording came before.
function register.place(el)
  local of = el.attributes.of or ''
  return { of = of, nth = next_of('of ' .. of) }
end

-- Where a text stands, counted over the whole document or within a section.
function register.text_place(text, after)
  return { text = text, after = after, nth = next_of('text ' .. (after or '') .. ' ' .. text) }
end

-- ## Evidence

local pools = { value = 'values', quote = 'quotes', figure = 'figures', table = 'tables', condensate = 'chain' }

-- A released thing by its name; nil, and a fault, where there is none.
function register.look(kind, name, where)
  local found = register.evidence[pools[kind]][name]
  if found and (kind ~= 'condensate' or found.kind == 'condensate') then return found end
  register.fault('unreleased_' .. kind, kind .. " '" .. name .. "' is not among what is released to "
    .. register.document .. '%s: mend the name, or release it.', where, { kinds = { pools[kind] }, name = name })
end

function register.known(name)
  for _, pool in ipairs({ 'chain', 'quotes', 'values', 'tables', 'figures' }) do
    if register.evidence[pool][name] then return true end
  end
  return false
end

-- ## Claims

-- A new row of the claims. Its id is the author's (#c-…) or a hash of what it says and where: a number in order would
-- change with every claim put in before it.
function register.claim(kind, of, id, where)
  if id ~= '' and not id:match('^c%-') then
    register.fault('claim_id', "id '#" .. id .. "': the id of a " .. kind .. " begins with 'c-'.", where)
  end
  local section = register.section.path
  local base = id:match('^c%-') and id or 'c-' .. pandoc.utils.sha1(kind .. '\n' .. of .. '\n' .. section):sub(1, 6)
  local unique, n = base, 1
  while ids[unique] do
    n = n + 1
    unique = base .. '-' .. n
  end
  ids[unique] = true
  local row = { claim_id = register.document .. '-' .. unique, section = section, kind = kind, text = '', of = of }
  register.claims:insert(row)
  return row
end

return register
