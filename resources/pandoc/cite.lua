-- Turns references that are read from CSL-JSON into citations, or into a bibliography whose entries are marked.
-- `asked` is `whole` (the bibliography), `entries` (the same, each entry behind a mark), `each` (a citation of each reference behind a
-- mark) or `group` (one citation of all); `locator` is the place in the publication that the citations point to.
-- A mark is the record separator, the number of the reference, the unit separator.
-- `writers`, with spaces between, asks for the marked ones as each of these writers has them, behind the
-- group separator, the writer's name, the unit separator.

local function mark(id, format)
  return pandoc.RawBlock(format, '\u{1e}' .. id .. '\u{1f}')
end

local function cited(ids, locator)
  local citations = pandoc.List(ids):map(function(id)
    local suffix = locator ~= '' and pandoc.Inlines(', ' .. locator) or {}
    return pandoc.Citation(id, 'NormalCitation', {}, suffix)
  end)
  return pandoc.Para { pandoc.Cite({}, citations) }
end

-- Without spans that only say how a title was cased, or nothing, or nothing in Markdown, and with footnotes in their place.
local function bare(blocks, format)
  return pandoc.Blocks(blocks):walk {
    Span = function(span)
      local says_nothing = span.identifier == '' and #span.classes == 0 and #span.attributes == 0
      local superfluous = says_nothing or span.classes:includes('nocase') or format == 'commonmark'
      return superfluous and span.content or nil
    end,
    Note = function(note)
      return pandoc.utils.blocks_to_inlines(note.content)
    end,
  }
end

local function marked(blocks, asked, format)
  local found = pandoc.List()
  if asked ~= 'entries' then
    for number, block in ipairs(blocks) do
      found:insert(mark(number, format))
      found:insert(block)
    end
    return found
  end
  blocks:walk { Div = function(div)
    local id = div.identifier:match('^ref%-(%d+)$')
    if id then
      div.identifier = ''
      found:insert(mark(id, format))
      found:extend(format:match('^html') and { div } or div.content)
    end
  end }
  return found
end

function Pandoc(doc)
  local said = function(name) return pandoc.utils.stringify(doc.meta[name] or '') end
  local asked, locator, writers = said('asked'), said('locator'), said('writers')
  local ids = pandoc.List(doc.meta.references):map(function(reference)
    return pandoc.utils.stringify(reference.id)
  end)
  doc.meta['asked'], doc.meta['locator'], doc.meta['writers'] = nil, nil, nil
  if asked == 'each' or asked == 'group' then
    doc.meta['suppress-bibliography'] = true
    local groups = asked == 'group' and { ids } or ids:map(function(id) return { id } end)
    doc.blocks = pandoc.List(groups):map(function(group) return cited(group, locator) end)
  end
  doc = pandoc.utils.citeproc(doc)
  doc.meta.references, doc.meta.nocite = nil, nil
  if asked == 'whole' then
    doc.blocks = bare(doc.blocks, FORMAT):walk { Div = function(div)
      div.identifier = div.identifier:gsub('^ref%-%d+$', '')
      return div
    end }
  elseif writers == '' then
    doc.blocks = marked(bare(doc.blocks, FORMAT), asked, FORMAT)
  else
    local parts = pandoc.List()
    for writer in writers:gmatch('%S+') do
      local part = pandoc.Pandoc(marked(bare(doc.blocks, writer), asked, writer), doc.meta)
      parts:insert(pandoc.RawBlock(FORMAT, '\u{1d}' .. writer .. '\u{1f}' .. pandoc.write(part, writer, PANDOC_WRITER_OPTIONS)))
    end
    doc.blocks = parts
  end
  return doc
end
