import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generatedPages, inspectedPages } from './docs/pages.ts'
import { root } from './root.ts'

for (const [name, make] of [...generatedPages, ...inspectedPages]) writeFileSync(join(root, 'docs', name), make())
