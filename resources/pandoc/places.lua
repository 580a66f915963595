-- Turns references that are read from CSL-JSON into the citations of a document, each place a paragraph, and its bibliography.
-- `places` names a file in JSON with the places of the document that cite: `note`, and `citations`, each a list of `id`, `prefix`,
-- `suffix`, `suppressed`. A footnote without citations is there as well, because it counts in "see note 3".

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

function Pandoc(doc)
  doc.blocks = placed(pandoc.utils.stringify(doc.meta.places))
  doc = pandoc.utils.citeproc(doc)
  doc.meta = {}
  return doc
end
