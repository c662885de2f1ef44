import fc from 'fast-check'
import t from 'tap'
import { openAssembly } from '../lib/model/assembly.ts'
import { inspect } from '../lib/profile/inspect.ts'
import { patched } from './make/image.ts'
import { bytesOf } from './make/root.ts'
import { validateProfile } from './make/validate.ts'

const plain = bytesOf('samples/bin/disclaimer.mcs.dll')
const carrier = bytesOf('test/fixtures/embedded/Carrier.mcs.dll')

t.test('a whole file is complete', async (t) => {
  t.match(inspect(plain), { completeness: { status: 'complete', limits: [] }, defects: [] })
})

t.test('damage that is met last still makes the profile partial', async (t) => {
  const managedNativeHeader = openAssembly(plain).cli.offset + 64
  const { completeness, defects } = inspect(patched(plain, [managedNativeHeader, 0x7fff_0000, 4], [managedNativeHeader + 4, 16, 4]))
  t.match(defects, [{ detail: /^managed native header/ }])
  t.equal(completeness.status, 'partial')
})

t.test('whatever is damaged, a profile is valid, and partial where damage or a bound was met', async () => {
  const change = fc.tuple(fc.nat(carrier.length - 1), fc.nat(255))
  const head = fc.tuple(fc.nat(0x600), fc.nat(255))
  fc.assert(
    fc.property(fc.constantFrom(plain, carrier), fc.array(fc.oneof(change, head), { maxLength: 8 }), (bytes, changes) => {
      const profile = inspect(patched(bytes, ...changes.filter(([at]) => at < bytes.length).map(([at, value]) => [at, value, 1] as const)))
      const { completeness, defects, format } = profile
      const met = completeness.limits.length > 0 || (format === 'dotnet' && defects.length > 0)
      return validateProfile(profile).length === 0 && (!met || completeness.status === 'partial')
    }),
    { numRuns: 200, interruptAfterTimeLimit: 20_000 },
  )
})

t.test('a copy that was cut off before its metadata says so, and is judged with low confidence', async (t) => {
  const { format, verdict, completeness } = inspect(plain.slice(0, 600))
  t.match(
    { format, verdict, completeness },
    {
      format: 'pe',
      verdict: { decision: 'not-judged', confidence: 'low', reasons: [{ text: /its headers say it is a \.NET assembly.*get a whole copy/ }] },
      completeness: { status: 'partial' },
    },
  )
})
