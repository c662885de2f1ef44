import t from 'tap'
import { render } from '../lib/report/render.ts'
import { matchGolden } from './make/golden.ts'
import { exampleProfile } from './make/profile.ts'

t.test('the text report is the one that was reviewed', async (t) => {
  matchGolden(t, 'report/example.txt', render(exampleProfile(), 'text'))
  matchGolden(t, 'report/example-verbose-72.txt', render(exampleProfile(), 'text', { verbose: true, width: 72 }))
})
