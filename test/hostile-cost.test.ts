import t from 'tap'
import { inspect } from '../lib/index.ts'
import { heavyImages, packedImages } from './make/heavy-images.ts'
import { validateProfile } from './make/validate.ts'

/** What meets a bound does so at a megabyte; of the rest a part shows the same. The runner's own limit ends what does not end. */
const whole = 1_000_000
const part = 200_000

for (const [name, { make, bound }] of heavyImages) {
  t.test(`much of ${name} is inspected to its end`, async (t) => {
    const profile = inspect(make(bound === undefined ? part : whole))
    t.same(validateProfile(profile), [])
    t.equal(profile.format, 'dotnet')
    if (bound !== undefined) t.ok(profile.completeness.limits.includes(bound), profile.completeness.limits.join())
  })
}

t.test('what grows when it is unpacked is inspected to its end', async (t) => {
  for (const [name, make] of packedImages) {
    if (!name.startsWith('sixteen')) continue
    const profile = inspect(make().bytes)
    t.same(validateProfile(profile), [])
    t.equal(profile.children.length, 16)
  }
})
