import t from 'tap'
import { looksLikeExchange } from '../lib/agents/look-alike.ts'

t.test('names that are drawn like those of Exchange are told', async (t) => {
  const names = [
    'Micrоsoft.Exchange.Transport', // a Cyrillic o
    'Microsoft.Еxchange.Transport.Agent', // a Cyrillic capital Ie
    'Micr0soft.Exchange',
    'Mlcrosoft.Exchange.Hygiene',
    'M\u0131crosoft.Exchange.X',
    'Micro\u200bsoft.Exchange.X',
    'Ｍicrosoft.Exchange.X',
    'Microsoft\u2024Exchange.X',
    'M\u00eccrosoft.Exchange',
  ]
  for (const name of names) t.equal(looksLikeExchange(name), 'script', name)
})

t.test('names that are misspelled by one letter are told', async (t) => {
  for (const name of ['Mircosoft.Exchange.X', 'Microsft.Exchange', 'Microsoft.Exchnage.Transport', 'Microssoft.Exchange.A', 'Microsoft.Exchanges.Agent'])
    t.equal(looksLikeExchange(name), 'spelling', name)
})

t.test('what has the name, and what has another, looks like nothing', async (t) => {
  const names = [
    'Microsoft.Exchange.Transport.Agent.Hygiene',
    'microsoft.exchange.X',
    'Microsoft.Exchange.Samples.Agents',
    'Microsoft.Extensions.Logging',
    'Microsoft.ExchangeTools',
    'Contoso.Exchange.Agent',
    'MicroFocus.Exchange.Agent',
    'Microsoft',
    'Exchange.Microsoft',
    '',
    '...',
    'Minisoft.Exchange',
  ]
  for (const name of names) t.equal(looksLikeExchange(name), null, name)
})
