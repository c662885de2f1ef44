import { endOfRun, type Found, hasWord, isAlphanumeric } from './indicator-characters.ts'
import { fileEndings } from './indicator-endings.ts'
import { pathEnd } from './indicator-path.ts'

/** What a registry path begins with, lower case; a backslash follows (`:\` in PowerShell). */
const roots = [
  'hklm',
  'hkcu',
  'hkcr',
  'hkcc',
  'hku',
  'hkey_local_machine',
  'hkey_current_user',
  'hkey_classes_root',
  'hkey_current_config',
  'hkey_users',
  '\\registry\\machine',
  '\\registry\\user',
  'software',
  'system\\currentcontrolset',
  'system\\controlset001',
  'system\\controlset002',
  'system\\setup',
] as const

/** Registry keys: `HKLM\…`, `HKEY_LOCAL_MACHINE\…`, `SOFTWARE\Microsoft\…` without a hive; not a file under a folder `Software`. */
export function findRegistryKeys(text: string): Found[] {
  const found: Found[] = []
  let at = 0
  while (at < text.length) {
    const unit = text.charCodeAt(at)
    const end = keyEnd(text, at)
    if (end > at) {
      found.push({ start: at, end })
      at = end
    } else {
      at = isWordUnit(unit) ? endOfRun(text, at, text.length, isWordUnit) : at + 1
    }
  }
  return found
}

function isWordUnit(unit: number): boolean {
  return isAlphanumeric(unit) || unit === 0x5f
}

function keyEnd(text: string, start: number): number {
  const before = text.charCodeAt(start - 1)
  if (isWordUnit(before) || before === 0x5c || before === 0x2f) return -1
  const root = roots.find((each) => hasWord(text, start, each))
  if (root === undefined) return -1
  let at = start + root.length
  if (text.charCodeAt(at) === 0x3a) at++
  if (text.charCodeAt(at) !== 0x5c || (!isWordUnit(text.charCodeAt(at + 1)) && text.charCodeAt(at + 1) !== 0x7b)) return -1
  const end = pathEnd(text, start, at + 1)
  const value = text.slice(start, end)
  const dot = value.lastIndexOf('.')
  const isFile = root === 'software' && dot > value.lastIndexOf('\\') && fileEndings.has(value.slice(dot + 1).toLowerCase())
  return isFile ? -1 : end
}
