import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { inspectedPages } from './make/docs/pages.ts'
import { root } from './make/root.ts'

for (const [name, make] of inspectedPages) {
  t.test(`docs/${name} is what the samples give (else: npm run docs)`, async (t) => {
    t.equal(readFileSync(join(root, 'docs', name), 'utf8'), make())
  })
}
