import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generatedPages } from './docs/pages.ts'
import { root } from './root.ts'

for (const [name, make] of generatedPages) writeFileSync(join(root, 'docs', name), make())
