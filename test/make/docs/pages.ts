import { decisionsPage } from './decisions-page.ts'
import { exchangePage } from './exchange-page.ts'
import { limitsPage } from './limits-page.ts'
import { referencePage } from './reference-page.ts'
import { rulesPage } from './rules-page.ts'
import { samplesPage } from './samples-page.ts'

/** The pages of docs/ that are made from data, by file name: `npm run docs` writes them, a test compares them. */
export const generatedPages: ReadonlyMap<string, () => string> = new Map([
  ['rules.md', rulesPage],
  ['decisions.md', decisionsPage],
  ['exchange.md', exchangePage],
  ['limits.md', limitsPage],
  ['reference.md', referencePage],
])

/** Those that inspect every sample, which takes a while. */
export const inspectedPages: ReadonlyMap<string, () => string> = new Map([['samples.md', samplesPage]])
