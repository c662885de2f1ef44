/** One thing that the path of a debug file tells, a sentence without its end. */
export interface PathRemark {
  readonly about: 'account' | 'machine' | 'place' | 'project' | 'name'
  readonly text: string
}

/** Folders of profiles that belong to no person. */
const nobody = new Set([
  'public',
  'default',
  'all users',
  'default user',
  'administrator',
  'root',
  'runner',
  'runneradmin',
  'vsts',
  'builder',
  'containeradministrator',
])

const builders: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^[a-z]:\\a\\\d+\\s\\|[\\/]agent[\\/]_work[\\/]|^\/home\/vsts\/|^[a-z]:\\agents?\\_?work\\/i, 'Azure Pipelines'],
  [/^[a-z]:\\a\\([^\\]+)\\\1\\|^\/home\/runner\/work\//i, 'GitHub Actions'],
  [/[\\/](jenkins|\.jenkins)[\\/](home[\\/])?workspace[\\/]/i, 'Jenkins'],
  [/[\\/]BuildAgent[\\/]work[\\/]/i, 'TeamCity'],
  [/[\\/]builds[\\/][^\\/]{1,20}[\\/]\d+[\\/]/i, 'GitLab'],
]

/** Words that stand where a project’s folder would. */
const layout = new Set(['bin', 'obj', 'release', 'debug', 'x64', 'x86', 'anycpu', 'any cpu', 'src', 'source', 'repos'])

/** What the path of a debug file tells of who built it, where and out of what. The linker wrote it as it was; whoever has the file can write another. */
export function pathRemarks(path: string, assemblyName: string | null): PathRemark[] {
  const parts = path.split(/[\\/]/).filter((part) => part !== '')
  const file = parts.at(-1) ?? ''
  const remarks: PathRemark[] = []
  const quoted = (text: string) => JSON.stringify(text.slice(0, 128))
  const account = /^(?:[a-z]:)?[\\/](?:users|documents and settings|home)[\\/]([^\\/]+)[\\/]/i.exec(path)?.[1] ?? null
  if (account !== null)
    remarks.push({
      about: 'account',
      text: `the debug file lay in the profile of the account ${quoted(account)}${nobody.has(account.toLowerCase()) ? ', which is no person’s' : ''}`,
    })
  const share = /^\\\\([^\\/?.][^\\/]*)\\([^\\/]+)/.exec(path)
  if (share !== null)
    remarks.push({ about: 'machine', text: `the debug file lay on the machine ${quoted(share[1] ?? '')}, in its share ${quoted(share[2] ?? '')}` })
  const builder = builders.find(([pattern]) => pattern.test(path))
  if (builder !== undefined) remarks.push({ about: 'place', text: `the path of the debug file is such as ${builder[1]} builds in` })
  else if (/^\/_\d*\//.test(path))
    remarks.push({ about: 'place', text: 'the path of the debug file was replaced by /_/, as builds do that give the same bytes each time' })
  const project = projectOf(parts)
  if (project !== null) remarks.push({ about: 'project', text: `the folder of the project was ${quoted(project)}` })
  const stem = file.replace(/\.(?:pdb|dll|exe)$/i, '').replace(/\.(?:dll|exe)$/i, '')
  if (assemblyName !== null && stem !== '' && stem.toLowerCase() !== assemblyName.toLowerCase())
    remarks.push({ about: 'name', text: `the debug file is named ${quoted(stem)}, and the assembly ${quoted(assemblyName)}: one of them got another name` })
  return remarks
}

/** The folder above `obj` or `bin`; without these the one the file lies in, where it says anything. */
function projectOf(parts: readonly string[]): string | null {
  const output = parts.findIndex((part, at) => at > 0 && at < parts.length - 1 && (part.toLowerCase() === 'obj' || part.toLowerCase() === 'bin'))
  const folder = output > 0 ? parts[output - 1] : undefined
  return folder === undefined || /^[a-z]:$/i.test(folder) || layout.has(folder.toLowerCase()) ? null : folder
}
