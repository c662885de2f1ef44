import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.ts'

const folder = 'samples/attachment-collector'
const handler = 'private void OnResolved(ResolvedMessageEventSource source, QueuedMessageEventArgs e)\n        {'
const perType = 50

/**
 * The sample that collects attachments, with so many further methods that its handler leads to, as mcs compiles it. Each method is of
 * ordinary code on the text it is given, and calls up to three others. `work`: a folder that may be filled; `stubs`: that of the stub of
 * the Exchange API.
 */
export function paddedSample(methods: number, work: string, stubs: string): Uint8Array {
  mkdirSync(work, { recursive: true })
  const sources = readdirSync(join(root, folder)).filter((name) => name.endsWith('.cs'))
  const written = sources.map((name) => {
    const text = readFileSync(join(root, folder, name), 'utf8')
    const path = join(work, name)
    writeFileSync(path, text.replace(handler, `${handler}\n            new Padding.P0().M0(e.MailItem.Message.Subject, 3);`))
    return path
  })
  const padding = join(work, 'padding.cs')
  writeFileSync(padding, sourceOf(methods))
  const out = join(work, 'padded.dll')
  const references = ['Common', 'Transport'].map((name) => `-r:${join(stubs, `Microsoft.Exchange.Data.${name}.dll`)}`)
  execFileSync('mcs', ['-nologo', '-target:library', '-optimize+', '-nowarn:0219', '-r:System.Core', ...references, `-out:${out}`, ...written, padding], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return readFileSync(out)
}

function sourceOf(methods: number): string {
  const lines = ['using System;', 'using System.Collections.Generic;', 'using System.Text;', 'namespace Padding {']
  for (let number = 0; number < methods; number++) {
    if (number % perType === 0) lines.push(`public class P${number / perType} {`, 'private int total;')
    lines.push(...methodOf(number, methods))
    if (number % perType === perType - 1 || number === methods - 1) lines.push('}')
  }
  return [...lines, '}', ''].join('\n')
}

function methodOf(number: number, methods: number): string[] {
  const calls = [2 * number + 1, 2 * number + 2, (number * 7 + 3) % methods].filter((other, place) => other < methods && (place < 2 || number % 3 === 0))
  return [
    `public string M${number}(string text, int count) {`,
    'var parts = new List<string>();',
    `foreach (var word in text.Split(',')) { if (word.StartsWith("k${number}")) parts.Add(word.Trim().ToLowerInvariant()); else total += word.Length; }`,
    `var map = new Dictionary<string, int>(); map[text] = count; int found; if (map.TryGetValue("x${number}", out found)) total ^= found * 31;`,
    'var built = new StringBuilder();',
    'for (int j = 0; j < count; j++) { built.Append(parts.Count > j ? parts[j] : "-"); built.Append((char)(\'a\' + j % 26)); }',
    `switch (total % 5) { case 0: built.Append(text); break; case 1: built.Insert(0, text); break; case 3: total = ${number}; break; }`,
    'var result = built.ToString();',
    ...calls.map((other) => `if (count > ${other % 9}) result += new P${Math.floor(other / perType)}().M${other}(result, count - 1);`),
    'return result; }',
  ]
}
