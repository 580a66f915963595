// What three programs make of bibliographies: a JSON line `{"form": "bibtex" or "ris", "text"}` in, one with their answers out.
// citation-js and biblatex-csl-converter answer with CSL items, bibtex-parser with its own entries; null where a program refuses.
// The folder that holds node_modules is the first argument.
import { createInterface } from 'node:readline'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const require = createRequire(pathToFileURL(process.argv[2] + '/'))
const { plugins } = require('@citation-js/core')
require('@citation-js/plugin-bibtex')
require('@citation-js/plugin-ris')
const converter = require('biblatex-csl-converter')
const parser = await import(pathToFileURL(process.argv[2] + '/node_modules/@retorquere/bibtex-parser/dist/esm/index.js'))
for (const name of ['log', 'warn', 'error', 'info', 'debug']) console[name] = () => {}

function citation (form, text) {
  const read = part => plugins.input.chain(part, { generateGraph: false, forceType: form === 'ris' ? '@ris/file' : '@bibtex/text' })
  const whole = attempt(() => read(text))
  if (whole || form === 'ris') return whole
  const blocks = text.split(/^[ \t]*(?=@)/m) // one that it cannot read costs all, so each entry is read with the definitions before it
  const definitions = blocks.filter(block => /^@string/i.test(block)).join('')
  return blocks.filter(block => /^@(?!string|comment|preamble)\w/i.test(block)).flatMap(block => attempt(() => read(definitions + block)) ?? [])
}

function convert (form, text) {
  if (form === 'ris' && !converter.RISParser) return null
  const entries = form === 'ris' ? new converter.RISParser(text).parse().entries : new converter.BibLatexParser(text, { processUnexpected: true, processUnknown: true }).parse().entries
  return Object.values(new converter.CSLExporter(entries, false, { useEntryKeys: true }).parse())
}

function attempt (work) {
  try { return work() ?? null } catch { return null }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { form, text } = JSON.parse(line)
  const answer = {
    'citation-js': attempt(() => citation(form, text)),
    'biblatex-csl-converter': attempt(() => convert(form, text)),
    'bibtex-parser': form === 'ris' ? null : attempt(() => parser.parse(text, {}).entries.map(({ key, type, fields }) => ({ key, type, fields })))
  }
  process.stdout.write(JSON.stringify(answer) + '\n')
}
