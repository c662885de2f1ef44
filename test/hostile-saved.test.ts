import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { inspect, render } from '../lib/index.ts'
import { bytesOf, root } from './make/root.ts'
import { validateProfile } from './make/validate.ts'

for (const name of readdirSync(join(root, 'test/fixtures/hostile')).filter((one) => one.endsWith('.bin'))) {
  t.test(`${name}, which once failed, gives a valid profile, twice the same`, async (t) => {
    const bytes = bytesOf('test/fixtures/hostile', name)
    const profile = inspect(bytes)
    t.same(validateProfile(profile), [])
    t.equal(render(inspect(bytes), 'json'), render(profile, 'json'))
  })
}
