import t from 'tap'
import { inspect } from '../lib/index.ts'
import { heavyImages, packedImages } from './make/heavy-images.ts'
import { validateProfile } from './make/validate.ts'

const size = 1_000_000
/** Far above what any takes: the bound holds on a busy machine, and what it guards against took minutes or all memory there is. */
const mostSeconds = 30

for (const [name, { make, bound }] of heavyImages) {
  t.test(`a megabyte of ${name} is inspected in time`, async (t) => {
    const bytes = make(size)
    const started = performance.now()
    const profile = inspect(bytes)
    const seconds = (performance.now() - started) / 1000
    t.ok(seconds < mostSeconds, `${seconds} s`)
    t.same(validateProfile(profile), [])
    t.equal(profile.format, 'dotnet')
    if (bound !== undefined) t.ok(profile.completeness.limits.includes(bound), profile.completeness.limits.join())
  })
}

t.test('what grows when it is unpacked is inspected in time', async (t) => {
  for (const [name, make] of packedImages) {
    if (!name.startsWith('sixteen')) continue
    const started = performance.now()
    const profile = inspect(make().bytes)
    const seconds = (performance.now() - started) / 1000
    t.ok(seconds < mostSeconds, `${seconds} s`)
    t.same(validateProfile(profile), [])
    t.equal(profile.children.length, 16)
  }
})
