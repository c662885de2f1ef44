import { limits } from '../limits.ts'
import { endOfRun, type Found, hasWord, isAlphanumeric, isQuote, isSpace } from './indicator-characters.ts'

/**
 * Programs of Windows (and two of Unix) that intruders run, lower case, without `.exe`. The value says what must
 * stand behind the bare name for it to be a command: nothing (the name is no word of a language), or one of the
 * arguments. With `.exe`, or with a switch (`/c`, `-enc`) behind it, each name counts.
 */
const programs: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['cmd', ['/']],
  ['powershell', ['-', '&', 'iex', 'invoke-', 'get-', 'add-', 'import-']],
  ['pwsh', ['-']],
  ['wscript', []],
  ['cscript', []],
  ['mshta', []],
  ['rundll32', []],
  ['regsvr32', []],
  ['certutil', []],
  ['bitsadmin', []],
  ['schtasks', []],
  ['wmic', []],
  ['whoami', []],
  ['nltest', []],
  ['ipconfig', []],
  ['systeminfo', []],
  ['tasklist', []],
  ['taskkill', []],
  ['netstat', []],
  ['nslookup', []],
  ['nbtstat', []],
  ['quser', []],
  ['qwinsta', []],
  ['msiexec', []],
  ['installutil', []],
  ['regasm', []],
  ['regsvcs', []],
  ['msbuild', ['/', '-']],
  ['esentutl', []],
  ['ntdsutil', []],
  ['vssadmin', []],
  ['diskshadow', []],
  ['wbadmin', []],
  ['bcdedit', []],
  ['wevtutil', []],
  ['auditpol', []],
  ['icacls', []],
  ['cacls', []],
  ['attrib', ['+', '-']],
  ['forfiles', []],
  ['makecab', []],
  ['extrac32', []],
  ['fsutil', []],
  ['csvde', []],
  ['ldifde', []],
  ['dsquery', []],
  ['dsget', []],
  ['adfind', []],
  ['procdump', []],
  ['psexec', []],
  ['netsh', []],
  ['appcmd', []],
  ['setspn', []],
  ['klist', []],
  ['cmdkey', []],
  ['winrs', []],
  ['wsmprovhost', []],
  ['bash', ['-']],
  ['curl', ['-', 'http']],
  ['wget', ['-', 'http']],
  ['ping', ['-']],
  ['tracert', []],
  ['hh', ['http']],
  ['net', ['user', 'group', 'localgroup', 'view', 'use', 'start', 'stop', 'share', 'accounts', 'time ', 'session', 'config', 'file']],
  ['net1', ['user', 'group', 'localgroup', 'view', 'use', 'start', 'stop', 'share', 'accounts']],
  ['sc', ['create ', 'config ', 'query', 'start ', 'stop ', 'delete ', '\\\\', 'qc ']],
  ['reg', ['add ', 'query ', 'delete ', 'export ', 'save ', 'import ', 'load ']],
  ['arp', ['-']],
  ['route', ['print', 'add ']],
  ['query', ['user', 'session']],
  ['tar', ['-']],
  ['rar', ['a ']],
  ['7z', ['a ']],
  // Cmdlets and aliases: the program is PowerShell, whatever starts it.
  ['iex', ['(', '$']],
  ['invoke-expression', []],
  ['invoke-webrequest', []],
  ['invoke-restmethod', []],
  ['invoke-command', []],
  ['start-process', []],
  ['add-pssnapin', []],
  ['install-transportagent', []],
  ['enable-transportagent', []],
  ['disable-transportagent', []],
  ['uninstall-transportagent', []],
  ['new-mailboxexportrequest', []],
  ['new-managementroleassignment', []],
  ['add-mailboxpermission', []],
  ['set-mailbox', ['-']],
  ['new-inboxrule', []],
  ['new-transportrule', []],
  ['new-journalrule', []],
])

const longestProgram = 32
const longestFolder = 260

/**
 * Command lines: a program of the table where a command can begin (the text, a line, a quotation, after `|` `&`
 * `;` `(` `=`), or anywhere when `.exe` or a switch says it is one. It reaches to the end of its line, a folder
 * before the program and a second command behind it included.
 */
export function findCommands(text: string): Found[] {
  const found: Found[] = []
  let at = 0
  while (at < text.length) {
    if (!isProgramUnit(text.charCodeAt(at))) {
      at++
      continue
    }
    const stop = endOfRun(text, at, text.length, isProgramUnit)
    const floor = found.at(-1)?.end ?? 0
    if (isCommand(text, at, stop)) {
      const start = commandStart(text, at, floor)
      const end = commandEnd(text, start, stop)
      found.push({ start, end })
      at = Math.max(end, stop)
    } else {
      at = stop
    }
  }
  return found
}

function isProgramUnit(unit: number): boolean {
  return isAlphanumeric(unit) || unit === 0x2d || unit === 0x2e || unit === 0x5f
}

function isCommand(text: string, from: number, stop: number): boolean {
  if (stop - from > longestProgram + 4) return false
  const name = text.slice(from, stop).toLowerCase()
  const executable = name.endsWith('.exe')
  const needs = programs.get(executable ? name.slice(0, -4) : name)
  if (needs === undefined) return false
  if (executable) return true
  const next = text.charCodeAt(stop)
  if (stop < text.length && next !== 0x20 && next !== 0x22 && next !== 0x3b && next !== 0x7c && next !== 0x28) return false // space " ; | (
  const argument = next === 0x20 ? endOfRun(text, stop, 8, (unit) => unit === 0x20) : stop
  const first = text.charCodeAt(argument)
  const second = text.charCodeAt(argument + 1)
  const switched = next === 0x20 && (first === 0x2f || first === 0x2d) && isAlphanumeric(second)
  if (switched && isSpace(text.charCodeAt(from - 1))) return true
  if (!beginsCommand(text, from)) return false
  return needs.length === 0 ? isProgramWord(name, text, stop) : switched || needs.some((each) => hasWord(text, argument, each))
}

/** A cmdlet alone in a text is a name in a list more often than a command. */
function isProgramWord(name: string, text: string, stop: number): boolean {
  return !name.includes('-') || stop < text.length
}

function beginsCommand(text: string, at: number): boolean {
  let before = at - 1
  for (let step = 0; step < 4 && text.charCodeAt(before) === 0x20; step++) before--
  const unit = text.charCodeAt(before)
  if (before < 0 || unit === 0x0a || unit === 0x0d || unit === 0x7c || unit === 0x26 || unit === 0x3b || unit === 0x28 || unit === 0x3d) return true // | & ; ( =
  return isQuote(text.charCodeAt(at - 1)) || text.charCodeAt(at - 1) === 0x5c
}

/** Back over the folder the program stands in: to a space, a quote, or the start. */
function commandStart(text: string, at: number, floor: number): number {
  let start = at
  const stop = Math.max(floor, at - longestFolder)
  while (start > stop) {
    const unit = text.charCodeAt(start - 1)
    if (isSpace(unit) || isQuote(unit) || unit === 0x28 || unit === 0x3d || unit === 0x3b || unit === 0x7c || unit === 0x26) break
    start--
  }
  return start
}

/** To the end of the line, or to the quote that the command was opened with. */
function commandEnd(text: string, start: number, from: number): number {
  const quote = text.charCodeAt(start - 1)
  const quoted = isQuote(quote) && text.charCodeAt(from) !== quote
  const stop = Math.min(text.length, start + limits.indicatorCommand)
  let end = from
  while (end < stop) {
    const unit = text.charCodeAt(end)
    if (unit === 0x0a || unit === 0x0d || unit === 0 || (quoted && unit === quote)) break
    end++
  }
  while (end > from && isSpace(text.charCodeAt(end - 1))) end--
  return end
}
