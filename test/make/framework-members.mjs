// Lists the members of framework types that have a row in lib/flow/members, with the parameter counts of their overloads:
//   npm run build && node test/make/framework-members.mjs REFERENCE.dll… > test/fixtures/flow/framework-members.txt
// A type stands alone on its line, a member below it: `Name 1,2`, or `Name(Param,Param)` for a row of one overload.
import { execFileSync } from 'node:child_process'
import { memberTables } from '../../dist/lib/flow/members/tables.js'

const txray = new URL('../../dist/bin/main.js', import.meta.url).pathname
const overloads = new Map()
for (const file of process.argv.slice(2)) {
  const lines = execFileSync(process.execPath, [txray, 'dump', 'methods', file], { encoding: 'utf8', maxBuffer: 1 << 28 }).split('\n')
  for (const line of lines.filter((one) => one !== '')) {
    const name = JSON.parse(line).name.replaceAll(/ mod(req|opt)\([^)]*\)/g, '')
    const open = name.indexOf('(')
    const member = name.slice(0, open).replace(/`\d+$/, '').split(' ').at(-1)
    const at = member.lastIndexOf('::')
    const members = overloads.get(member.slice(0, at)) ?? new Map()
    overloads.set(member.slice(0, at), members)
    members.set(member.slice(at + 2), [...(members.get(member.slice(at + 2)) ?? []), name.slice(open)])
  }
}

/** Commas that part parameters, not generic arguments. */
const count = (parameters) => (parameters === '()' ? 0 : parameters.replaceAll(/<[^()]*>/g, '').split(',').length)

for (const [type, rows] of memberTables.flatMap((table) => Object.entries(table))) {
  const members = overloads.get(type)
  if (members === undefined) continue
  process.stdout.write(`${type}\n`)
  for (const key of Object.keys(rows)) {
    const name = key.split('(', 1)[0]
    const known = members.get(name) ?? []
    if (key !== name) process.stdout.write(known.includes(key.slice(name.length)) ? `  ${key}\n` : '')
    else if (known.length > 0) process.stdout.write(`  ${name} ${[...new Set(known.map(count))].sort((a, b) => a - b).join(',')}\n`)
  }
}
