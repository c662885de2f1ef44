import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's top folder: tests run from `dist/test`, samples and fixtures lie beside the sources. */
export const root = findRoot(dirname(fileURLToPath(import.meta.url)))

function findRoot(folder: string): string {
  const file = join(folder, 'tsconfig.json')
  if (existsSync(file) && existsSync(join(folder, 'lib'))) return folder
  const up = dirname(folder)
  if (up === folder) throw new TypeError('no tsconfig.json above the test')
  return findRoot(up)
}

/** The bytes of a file of the repository. */
export function bytesOf(...path: string[]): Uint8Array {
  return new Uint8Array(readFileSync(join(root, ...path)))
}
