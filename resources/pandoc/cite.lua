-- Turns references that are read from CSL-JSON into citations, or into a bibliography whose entries are marked.
-- `asked` is `whole` (the bibliography), `entries` (the same, each entry behind a mark), `each` (a citation of each reference behind a
-- mark), `group` (one citation of all) or `places` (see `placed`); `locator` is the place in the publication that the citations point to.
-- A mark is the record separator, the number of the reference, the unit separator.

local function mark(id)
  return pandoc.RawBlock(FORMAT, '\u{1e}' .. id .. '\u{1f}')
end

local function cited(ids, locator)
  local citations = pandoc.List(ids):map(function(id)
    local suffix = locator ~= '' and pandoc.Inlines(', ' .. locator) or {}
    return pandoc.Citation(id, 'NormalCitation', {}, suffix)
  end)
  return pandoc.Para { pandoc.Cite({}, citations) }
end

-- The places of a document that cite, by a file in JSON: `note`, and `citations`, each a list of `id`, `prefix`, `suffix`, `suppressed`.
-- A footnote without citations is there as well, because it counts in "see note 3".
local function placed(path)
  local file = assert(io.open(path, 'rb'))
  local places = pandoc.json.decode(file:read('a'), false)
  file:close()
  local notes = 0
  return pandoc.List(places):map(function(place)
    local number = notes + 1
    if place.note then notes = number end
    local cites = pandoc.List(place.citations):map(function(citations)
      return pandoc.Cite({}, pandoc.List(citations):map(function(one)
        local mode = one.suppressed and 'SuppressAuthor' or 'NormalCitation'
        return pandoc.Citation(one.id, mode, pandoc.Inlines(one.prefix), pandoc.Inlines(one.suffix), number)
      end))
    end)
    return pandoc.Para(place.note and { pandoc.Note { pandoc.Para(cites) } } or cites)
  end)
end

-- Without spans that only say how a title was cased, or nothing, or nothing in Markdown, and with footnotes in their place.
local function bare(blocks)
  return pandoc.Blocks(blocks):walk {
    Span = function(span)
      local says_nothing = span.identifier == '' and #span.classes == 0 and #span.attributes == 0
      local superfluous = says_nothing or span.classes:includes('nocase') or FORMAT == 'commonmark'
      return superfluous and span.content or nil
    end,
    Note = function(note)
      return pandoc.utils.blocks_to_inlines(note.content)
    end,
  }
end

function Pandoc(doc)
  local asked = pandoc.utils.stringify(doc.meta.asked)
  local locator = pandoc.utils.stringify(doc.meta.locator or '')
  local ids = pandoc.List(doc.meta.references):map(function(reference)
    return pandoc.utils.stringify(reference.id)
  end)
  if asked == 'places' then
    doc.blocks = placed(pandoc.utils.stringify(doc.meta.places))
    doc.meta['places'] = nil
  end
  doc.meta['asked'], doc.meta['locator'] = nil, nil
  if asked == 'each' or asked == 'group' then
    doc.meta['suppress-bibliography'] = true
    local groups = asked == 'group' and { ids } or ids:map(function(id) return { id } end)
    doc.blocks = pandoc.List(groups):map(function(group) return cited(group, locator) end)
  end
  doc = pandoc.utils.citeproc(doc)
  doc.meta.references, doc.meta.nocite = nil, nil
  if asked == 'places' then return doc end
  doc.blocks = bare(doc.blocks)
  if asked == 'whole' then
    doc.blocks = doc.blocks:walk { Div = function(div)
      div.identifier = div.identifier:gsub('^ref%-%d+$', '')
      return div
    end }
    return doc
  end
  local marked = pandoc.List()
  if asked == 'entries' then
    doc.blocks:walk { Div = function(div)
      local id = div.identifier:match('^ref%-(%d+)$')
      if id then
        div.identifier = ''
        marked:insert(mark(id))
        marked:extend(FORMAT:match('^html') and { div } or div.content)
      end
    end }
  else
    for number, block in ipairs(doc.blocks) do
      marked:insert(mark(number))
      marked:insert(block)
    end
  end
  doc.blocks = marked
  return doc
end
