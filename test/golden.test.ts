import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { inspect, render } from '../lib/index.ts'
import { matchGolden } from './make/golden.ts'
import { bytesOf, root } from './make/root.ts'
import { validateProfile } from './make/validate.ts'

// `pairs`, `matrix`, `metamorphic` and the debug builds are judged by their own tests; their profiles would only repeat these
const judgedElsewhere = /^(?:pairs|matrix|metamorphic)[.-]|-debug\./
const samples = readdirSync(join(root, 'samples/bin')).filter((name) => name.endsWith('.dll') && !judgedElsewhere.test(name))

for (const name of samples) {
  t.test(`the profile of ${name} is the one that was read and blessed`, async (t) => {
    const profile = inspect(bytesOf('samples/bin', name), { name })
    t.same(validateProfile(profile), [])
    matchGolden(t, join('samples', `${name.replace(/\.dll$/, '')}.json`), render(profile, 'json'))
  })
}

t.test('the same bytes give the same profile, to the byte', async (t) => {
  const bytes = bytesOf('samples/bin/mime-upload.roslyn.dll')
  t.equal(render(inspect(bytes, { name: 'x' }), 'json'), render(inspect(bytes.slice(), { name: 'x' }), 'json'))
})
