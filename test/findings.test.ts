import t from 'tap'
import { decodeCode, indexAt } from '../lib/il/instruction.ts'
import { opcodeName } from '../lib/il/opcode-lookup.ts'
import type { Finding, Profile } from '../lib/index.ts'
import { inspect } from '../lib/index.ts'
import { limits } from '../lib/limits.ts'
import { cell, rowCount } from '../lib/metadata/tables.ts'
import { type Assembly, methodName, openAssembly, salvagedBody } from '../lib/model/assembly.ts'
import { bytesOf } from './make/root.ts'
import { validateProfile } from './make/validate.ts'

/** Does an entry point lead there, with mail data or without? */
const isReached = ({ level }: Finding) => level === 'reachable' || level === 'fed'

const builds = ['mcs', 'roslyn', 'roslyn-debug']
const read = (build: string) => bytesOf('test/fixtures/model', `Findings.${build}.dll`)
const reachable = (profile: Profile, rule: string) => profile.findings.filter((one) => one.rule === rule && isReached(one))
/** Does some evidence stand in this method of the source, or in what the compiler made of it? */
const standsIn = (findings: readonly Finding[], method: string) => findings.some((one) => one.evidence.some((at) => at.method?.includes(method)))

function methodNames(assembly: Assembly, prefix: string): string[] {
  const names: string[] = []
  for (let row = 1; row <= rowCount(assembly.metadata.tables, 'MethodDef'); row++) {
    const name = assembly.names.nameAt(cell(assembly.metadata.tables, 'MethodDef', row, 'Name'))
    if (name.startsWith(prefix)) names.push(name)
  }
  return names
}

for (const build of builds) {
  const bytes = read(build)
  const assembly = openAssembly(bytes)
  const profile = inspect(bytes, { name: 'Findings.dll' })
  const writes = reachable(profile, 'file.stream-write')

  t.test(`${build}: a write to a stream is one to a file wherever the file was opened`, async (t) => {
    const names = methodNames(assembly, 'File')
    t.ok(names.length > 15)
    for (const name of names) t.ok(standsIn(writes, name), name)
  })

  t.test(`${build}: a write to memory, to a socket or to an unknown stream is none to a file`, async (t) => {
    for (const name of [...methodNames(assembly, 'Memory'), ...methodNames(assembly, 'Unknown'), 'SocketStream']) t.notOk(standsIn(writes, name), name)
    t.ok(standsIn(reachable(profile, 'net.stream-send'), 'SocketStream'))
  })

  t.test(`${build}: the mode decides whether a file is opened to write`, async (t) => {
    const opened = reachable(profile, 'file.write')
    for (const name of ['WriteCreate', 'WriteAppend', 'WriteLocal', 'WriteField']) t.ok(standsIn(opened, name), name)
    for (const name of ['ReadOpen', 'ReadOnly']) {
      t.notOk(standsIn(opened, name), name)
      t.ok(standsIn(reachable(profile, 'file.read'), name), name)
    }
    t.ok(standsIn([...opened, ...reachable(profile, 'file.open')], 'WriteBoth'), 'one of two modes is not lost')
  })

  t.test(`${build}: a native function is told at the level that is proven`, async (t) => {
    const native = (module: string) => profile.findings.filter((one) => one.evidence.some((at) => at.api?.startsWith(module)))
    t.ok(native('reached.dll').some(isReached))
    t.strictSame([...new Set(native('called.dll').map((one) => one.level))], ['called'])
    t.strictSame([...new Set(native('declared.dll').map((one) => one.level))], ['referenced'])
    t.ok(profile.indicators.some((one) => one.kind === 'native-module' && one.value === 'declared.dll'))
  })

  t.test(`${build}: what no entry reaches is called and has no path`, async (t) => {
    const [hidden] = profile.findings.filter((one) => one.evidence.some((at) => at.method?.includes('Unreachable') && at.api?.includes('SetAttributes')))
    t.equal(hidden?.level, 'called')
    t.strictSame([hidden?.entries, hidden?.path], [[], []])
  })

  t.test(`${build}: the path is the chain of methods from the entry, each step the instruction that leads on`, async (t) => {
    const [deep] = reachable(profile, 'file.write').filter((one) => one.evidence[0]?.method?.includes('Deep3'))
    t.strictSame(
      deep?.path.map((step) => step.method.replace(/^.*::/, '').replace(/\(.*$/, '')),
      ['Routed', 'Deep1', 'Deep2', 'Deep3'],
    )
    t.strictSame(
      deep?.entries.map((entry) => `${entry.type}.${entry.event ?? entry.kind}`),
      ['Levels.Agent.OnRoutedMessage'],
    )
  })

  t.test(`${build}: a constructor’s own doing is reached from it and from the factory, and from no event`, async (t) => {
    const [deleted] = reachable(profile, 'file.delete')
    t.strictSame(
      deleted?.entries.map((entry) => `${entry.type}.${entry.event ?? entry.kind}`),
      ['Levels.Factory.factory', 'Levels.Agent.constructor'],
    )
  })

  t.test(`${build}: two uses of one member from one entry are two findings`, async (t) => {
    const twice = reachable(profile, 'file.write').filter((one) => one.evidence[0]?.method?.includes('Twice'))
    t.equal(twice.length, 2)
    t.not(twice[0]?.id, twice[1]?.id)
    t.not(twice[0]?.evidence[0]?.ilOffset, twice[1]?.evidence[0]?.ilOffset)
  })

  t.test(`${build}: the same bytes give the same profile`, async (t) => {
    t.equal(JSON.stringify(inspect(bytes, { name: 'Findings.dll' })), JSON.stringify(profile))
    t.strictSame(validateProfile(profile), [])
  })
}

t.test('Release and Debug differ in no rule, entry or member', async (t) => {
  const told = (build: string) =>
    [
      ...new Set(
        inspect(read(build)).findings.flatMap((one) => [`${one.rule} ${one.level} ${one.entries.map((entry) => entry.type + (entry.event ?? entry.kind))}`]),
      ),
    ].sort()
  t.strictSame(told('roslyn-debug'), told('roslyn'))
})

t.test('both compilers give the same findings by rule and entry', async (t) => {
  const told = (build: string) =>
    [...new Set(inspect(read(build)).findings.map((one) => `${one.rule} ${one.level} ${one.entries[0]?.type ?? ''}.${one.entries[0]?.event ?? ''}`))].sort()
  t.strictSame(told('mcs'), told('roslyn'))
})

const libraries = [
  ...builds.map((build) => read(build)),
  ...['Agents.mcs', 'Agents.roslyn', 'Heirs.mcs', 'Stray.il', 'Bases.il'].map((name) => bytesOf('test/fixtures/model', `${name}.dll`)),
  ...['pairs.mcs', 'pairs.roslyn', 'pairs.roslyn-debug', 'mailbox-tap-vb.vb', 'concealed-implant.roslyn', 'dkim-signer.mcs', 'shapes.roslyn'].map((name) =>
    bytesOf('samples/bin', `${name}.dll`),
  ),
]

/** Opcodes that can lead to another method, by call, by pointer, by static field or by the object that is given away. */
const leading = /^(call|callvirt|newobj|jmp|ldftn|ldvirtftn|box|ldsfld|stsfld|ldsflda|ldtoken|constrained\.)$/

t.test('every step of every path is an instruction of that method that can lead on, the last is the evidence', async (t) => {
  let steps = 0
  for (const bytes of libraries) {
    const assembly = openAssembly(bytes)
    for (const { id, path, evidence, level } of inspect(bytes).findings) {
      if (level !== 'reachable' && level !== 'fed') continue
      const last = path[path.length - 1]
      if (last?.token !== evidence[0]?.token || last?.ilOffset !== evidence[0]?.ilOffset) t.fail(`${id}: the path ends elsewhere`)
      for (const [place, { token, method, ilOffset }] of path.entries()) {
        const row = Number.parseInt(token.slice(4), 16)
        const body = salvagedBody(assembly, row)
        const code = body === null ? null : decodeCode(body.code)
        const at = code === null || ilOffset === null ? -1 : indexAt(code, ilOffset)
        const opcode = code === null || at < 0 ? '' : (opcodeName(code.opcodes[at] ?? 0) ?? '')
        if (methodName(assembly, row) !== method) t.fail(`${id}: ${token} is not ${method}`)
        if (place < path.length - 1 && !leading.test(opcode)) t.fail(`${id}: ${method} at ${ilOffset} is ${opcode || 'nothing'}`)
        steps++
      }
    }
  }
  t.ok(steps > 500)
})

t.test('a file offset is that of the instruction itself', async (t) => {
  let seen = 0
  for (const bytes of libraries) {
    const assembly = openAssembly(bytes)
    const profile = inspect(bytes)
    for (const at of [...profile.findings.flatMap((one) => one.evidence), ...profile.indicators.map((one) => one.at)]) {
      if (at.ilOffset === null || at.token === null) continue
      const body = salvagedBody(assembly, Number.parseInt(at.token.slice(4), 16))
      if (body === null || at.fileOffset === null) {
        t.fail(`no file offset for ${at.method}`)
        continue
      }
      const code = decodeCode(body.code)
      const first = body.code.bytes[at.ilOffset]
      if (bytes[at.fileOffset] !== first || indexAt(code, at.ilOffset) < 0) t.fail(`${at.method} at ${at.ilOffset}`)
      if (at.fileOffset !== body.codeFileOffset + at.ilOffset) t.fail(`${at.method} is elsewhere in the file`)
      seen++
    }
  }
  t.ok(seen > 500)
})

t.test('ids are unique, and findings stand in the order of level and severity', async (t) => {
  const levels = ['fed', 'reachable', 'called', 'referenced']
  const severities = ['critical', 'high', 'medium', 'low', 'info']
  for (const bytes of libraries) {
    const { findings } = inspect(bytes)
    t.equal(new Set(findings.map((one) => one.id)).size, findings.length)
    const ranks = findings.map((one) => levels.indexOf(one.level) * 10 + severities.indexOf(one.severity))
    t.strictSame(
      ranks,
      [...ranks].sort((a, b) => a - b),
    )
  }
})

t.test('ids name no token, so that a rebuild keeps them', async (t) => {
  for (const bytes of libraries) for (const { id } of inspect(bytes).findings) if (/0x0[0-9a-f]{7}/i.test(id)) t.fail(id)
  const first = inspect(bytesOf('samples/bin/attachment-collector.roslyn.dll')).findings
  const second = inspect(bytesOf('samples/bin/attachment-collector.roslyn-debug.dll')).findings
  const strong = (list: readonly Finding[]) => list.filter(isReached).map((one) => one.id)
  t.strictSame(strong(second).sort(), strong(first).sort())
})

t.test('no finding stands above its proof', async (t) => {
  for (const bytes of libraries) {
    for (const one of inspect(bytes).findings) {
      const proven = isReached(one) ? one.entries.length > 0 && one.path.length > 0 : one.entries.length === 0 && one.path.length === 0
      if (!proven) t.fail(`${one.id} is ${one.level}`)
      if (one.level === 'called' && one.evidence.some((at) => at.ilOffset === null)) t.fail(`${one.id} is called nowhere`)
      if (one.evidence.length === 0) t.fail(`${one.id} has no evidence`)
      if (!isReached(one) && (one.flows.length > 0 || one.condition.state !== 'not-analysed')) t.fail(`${one.id} claims what was not analysed`)
      const isFed = one.flows.some(({ source }) => source.kind.startsWith('mail-') && source.grade !== null)
      if (one.level === 'fed' && !isFed) t.fail(`${one.id} is fed by nothing`)
      for (const { steps } of one.flows) if (steps.length === 0) t.fail(`${one.id} has a flow without a proof`)
    }
  }
})

t.test('of very many entry points a finding names a bounded number, the events among them, and says so', async (t) => {
  const { findings, completeness } = inspect(bytesOf('test/fixtures/model/Many.il.dll'))
  const [deleted] = findings.filter((one) => one.rule === 'file.delete')
  t.equal(deleted?.entries.length, limits.findingEntries)
  t.ok(deleted?.entries.some((entry) => entry.event === 'OnSubmittedMessage'))
  t.match(deleted?.path[0]?.method, /Many\.Last::Handle/)
  t.ok(completeness.limits.includes('findingEntries'))
})

t.test('an instruction that control cannot reach is called, not reachable', async (t) => {
  const { findings } = inspect(bytesOf('test/fixtures/model/Dead.il.dll'))
  const levels = (rule: string) => findings.filter((one) => one.rule === rule).map((one) => one.level)
  t.strictSame(levels('file.delete'), ['called'], 'behind a jump')
  t.strictSame(levels('process.start'), ['called'], 'in a method that only dead code calls')
  t.strictSame(levels('file.exists'), ['reachable'])
})
