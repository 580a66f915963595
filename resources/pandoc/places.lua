-- Turns references that are read from CSL-JSON into the citations of a document, each place a paragraph, and its bibliography.
-- `places` names a file in JSON with the places of the document that cite: the `number` of their note, or for one in the text of that which
-- would be next, whether that `is_note` of the author's, and `citations`, each a list of `id`, `prefix`, `suffix`, `suppressed`.

local function placed(path)
  local file = assert(io.open(path, 'rb'))
  local places = pandoc.json.decode(file:read('a'), false)
  file:close()
  return pandoc.List(places):map(function(place)
    local cites = pandoc.List(place.citations):map(function(citations)
      return pandoc.Cite({}, pandoc.List(citations):map(function(one)
        local mode = one.suppressed and 'SuppressAuthor' or 'NormalCitation'
        return pandoc.Citation(one.id, mode, pandoc.Inlines(one.prefix), pandoc.Inlines(one.suffix), place.number)
      end))
    end)
    return pandoc.Para(place.is_note and { pandoc.Note { pandoc.Para(cites) } } or cites)
  end)
end

function Pandoc(doc)
  doc.blocks = placed(pandoc.utils.stringify(doc.meta.places))
  doc = pandoc.utils.citeproc(doc)
  doc.meta = {}
  return doc
end
