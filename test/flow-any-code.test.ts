import fc from 'fast-check'
import t from 'tap'
import { inspect } from '../lib/index.ts'
import { limits } from '../lib/limits.ts'
import { contradictionIn } from './fuzz/check-profile.ts'
import { codeInputs } from './fuzz/il-seeds.ts'
import { makeRandom } from './fuzz/random.ts'
import { generatedAgent, shapes } from './make/generated-agent.ts'
import { solverWork } from './make/solver-work.ts'
import { validateProfile } from './make/validate.ts'

const makeInput = codeInputs()

t.test('any code, valid or broken, is analysed to an end, without contradiction, and twice the same', async (t) => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(1000), (seed, run) => {
      const { name, bytes } = makeInput(makeRandom(seed, run))
      const profile = inspect(bytes)
      const problems = [...validateProfile(profile), contradictionIn(profile, bytes)].filter((one) => one !== null)
      if (problems.length > 0) throw new TypeError(`${name}: ${problems.slice(0, 3).join('; ')}`)
      return JSON.stringify(inspect(bytes)) === JSON.stringify(profile) && profile.completeness.limits.every((bound) => bound in limits)
    }),
    { numRuns: 80 },
  )
  t.pass('in all runs')
})

t.test('code of any shape takes no more steps and instructions than its budget', async (t) => {
  const largest = 20_000
  for (const shape of shapes) {
    for (const methods of [1, 7, 60, 400]) {
      const { steps, instructions } = solverWork(generatedAgent(shape, methods, makeRandom(methods, 1)))
      // the instructions of the body at which the budget ends, and the edges that it asks for, are taken to their end
      t.ok(steps <= limits.flowSteps + largest, `${shape} of ${methods}: ${steps} steps`)
      t.ok(instructions <= limits.flowInstructions + largest, `${shape} of ${methods}: ${instructions} instructions`)
    }
  }
})
