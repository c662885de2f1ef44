import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Test } from 'tap'
import { root } from './root.ts'

/**
 * Compares a text with `test/golden/NAME`. `BLESS=1` writes the file instead; its difference is part of the review.
 * A missing file is a failure that says so.
 */
export function matchGolden(t: Pick<Test, 'equal' | 'fail' | 'pass'>, name: string, actual: string): void {
  const path = join(root, 'test', 'golden', name)
  const { BLESS } = process.env
  if (BLESS === '1') {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, actual)
    t.pass(`${name} was written`)
  } else if (existsSync(path)) t.equal(actual, readFileSync(path, 'utf8'), name)
  else t.fail(`there is no golden file ${name}: run with BLESS=1 and read what it writes`)
}
