import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Text of a file that ships with the package; built code stands two folders below its top. */
export function packageFile(name: string): string {
  return readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), 'utf8')
}

/** The package's own version. */
export function packageVersion(): string {
  const manifest: unknown = JSON.parse(packageFile('package.json'))
  const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : null
  return String(version)
}
