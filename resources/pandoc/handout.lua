-- Puts the entries of a bibliography into a document that was made elsewhere, where it has a place for each (a Div with `ref`), and
-- says of each run of a script that is read from the right, or is written in ideographs, which language it is in.
-- `items` of the metadata are the references in CSL-JSON.

local right_to_left = pandoc.List { 'ar', 'fa', 'ur', 'ps', 'ckb', 'ug', 'he', 'yi' }
local ideographic = pandoc.List { 'zh', 'ja', 'ko' }

-- 'ar', 'he', 'zh', 'ja' or 'ko' for what a text is written in; '' for no letters, nil for letters of other scripts.
local function script(text)
  local found = ''
  for _, code in utf8.codes(text) do
    if (code >= 0x590 and code <= 0x5FF) or (code >= 0xFB1D and code <= 0xFB4F) then return 'he' end
    if (code >= 0x600 and code <= 0x8FF) or (code >= 0xFB50 and code <= 0xFDFF) or (code >= 0xFE70 and code <= 0xFEFF) then return 'ar' end
    if code >= 0x3040 and code <= 0x30FF then return 'ja' end
    if code >= 0xAC00 and code <= 0xD7AF then return 'ko' end
    if (code >= 0x3400 and code <= 0x9FFF) or (code >= 0xF900 and code <= 0xFAFF) or code >= 0x20000 then
      found = 'zh'
    elseif found == '' and (code >= 0x370 or (code >= 0xC0 and code <= 0x24F) or (code < 0x80 and string.char(code):match('%a'))) then
      found = nil
    end
  end
  return found
end

local function marked(run, lang)
  local attributes = {}
  if FORMAT == 'typst' then
    attributes['typst:text:lang'] = '"' .. lang .. '"'
  else
    attributes.lang = lang
    if right_to_left:includes(lang) then attributes.dir = 'rtl' end
  end
  return pandoc.Span(run, pandoc.Attr('', {}, attributes))
end

-- A filter that marks runs; the language of the publication tells those apart that share a script.
local function by_script(own)
  local function language(found)
    local family = right_to_left:includes(found) and right_to_left or ideographic
    return family:includes(own) and (found ~= 'ja' and found ~= 'ko') and own or found
  end
  return { Inlines = function(inlines)
    local out, run, trailing, lang = pandoc.Inlines {}, pandoc.Inlines {}, pandoc.Inlines {}, nil
    local function close()
      if lang then out:insert(marked(run, lang)) end
      out:extend(trailing)
      run, trailing, lang = pandoc.Inlines {}, pandoc.Inlines {}, nil
    end
    for _, inline in ipairs(inlines) do
      local neutral = inline.t == 'Space' or inline.t == 'SoftBreak'
      local found = inline.t == 'Str' and script(inline.text) or (neutral and '' or nil)
      if found and found ~= '' then
        if lang and lang ~= language(found) then close() end
        lang = language(found)
        run:extend(trailing)
        run:insert(inline)
        trailing = pandoc.Inlines {}
      elseif found == '' and lang then
        trailing:insert(inline)
      else
        close()
        out:insert(inline)
      end
    end
    close()
    return out
  end }
end

-- An entry without the number that a style puts before it, and without spans that say nothing any more.
local function tidy(blocks)
  return pandoc.Blocks(blocks):walk {
    Span = function(span)
      if span.classes:includes('csl-left-margin') then return {} end
      return span.content
    end,
    Note = function(note) return pandoc.utils.blocks_to_inlines(note.content) end,
  }
end

local function entries(doc)
  local read = pandoc.read(pandoc.utils.stringify(doc.meta.items), 'csljson')
  read.meta.csl, read.meta.lang = doc.meta.csl, doc.meta.lang
  local found = {}
  pandoc.utils.citeproc(read).blocks:walk { Div = function(div)
    local id = div.identifier:match('^ref%-(%d+)$')
    if id then found[id] = tidy(div.content) end
  end }
  return found
end

function Pandoc(doc)
  local found = entries(doc)
  local marks = FORMAT ~= 'plain' and FORMAT ~= 'commonmark' and FORMAT ~= 'rtf' and pandoc.utils.stringify(doc.meta.dir or '') ~= 'rtl'
  doc.meta.items = nil
  doc.blocks = doc.blocks:walk { Div = function(div)
    local ref = div.attributes.ref
    if ref then
      div.content = found[ref] or pandoc.Blocks {}
      if marks then div.content = div.content:walk(by_script(div.attributes.lang or '')) end
      div.attributes.ref, div.attributes.lang = nil, nil
    end
    if FORMAT == 'docx' then return div end
    div.attributes['custom-style'] = nil
    return FORMAT == 'html5' and div or div.content
  end }
  if marks then
    -- What is marked already is not marked again: a run in a span is left alone.
    local filter = by_script('')
    filter.traverse = 'topdown'
    filter.Span = function(span)
      if span.attributes.lang or span.attributes['typst:text:lang'] then return span, false end
    end
    local inlines = filter.Inlines
    filter.Inlines = function(list)
      for _, inline in ipairs(list) do
        if inline.t == 'Span' then return nil end
      end
      return inlines(list)
    end
    doc.blocks = doc.blocks:walk(filter)
  end
  return doc
end
