import { cell, rowCount } from '../metadata/tables.ts'
import type { Assembly } from '../model/assembly.ts'
import { assemblyReferences } from '../model/references.ts'
import { cliFlags } from '../pe/cli-header.ts'

/** Parts of names that one compiler makes and no other, most telling first. */
const marks: readonly { readonly compiler: string; readonly part: string }[] = [
  { compiler: 'Visual Basic (Roslyn)', part: 'VB$StateMachine_' },
  { compiler: 'Visual Basic (Roslyn)', part: '_Closure$__' },
  { compiler: 'C# (Mono mcs)', part: '<>f__am$cache' },
  { compiler: 'C# (Mono mcs)', part: '>c__AnonStorey' },
  { compiler: 'C# (Mono mcs)', part: '>c__async' },
  { compiler: 'C# (Mono mcs)', part: '>c__Iterator' },
  { compiler: 'C# (Roslyn)', part: '<>c__DisplayClass' },
  { compiler: 'C# (Roslyn)', part: '>d__' },
]

/** The compiler, by the names it makes; null where nothing tells. A guess that any author can falsify. */
export function findCompiler(assembly: Assembly): string | null {
  if ((assembly.cli.flags & cliFlags.ilOnly) === 0) return 'C++/CLI or another mixed-mode tool'
  const { tables } = assembly.metadata
  const names: string[] = []
  for (let row = 1; row <= rowCount(tables, 'TypeDef'); row++) names.push(assembly.names.nameAt(cell(tables, 'TypeDef', row, 'TypeName')))
  for (let row = 1; row <= rowCount(tables, 'Field'); row++) names.push(assembly.names.nameAt(cell(tables, 'Field', row, 'Name')))
  const mark = marks.find(({ part }) => names.some((name) => name.includes(part)))
  if (mark !== undefined) return mark.compiler
  return assemblyReferences(assembly).some((one) => one.name === 'Microsoft.VisualBasic') ? 'Visual Basic' : null
}
