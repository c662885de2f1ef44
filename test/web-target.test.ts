import t from 'tap'
import { completeAddress, isRelativeRequest } from '../lib/flow/web-target.ts'

t.test('a client completes what has no beginning of its own', async (t) => {
  for (const address of ['api/items', '/api', 'items?x={mail-subject}', '']) t.ok(isRelativeRequest('System.Net.Http.HttpClient::PostAsync', address), address)
  for (const address of ['https://a.invalid/x', 'ftp://a.invalid', '//a.invalid/x', '{?}/x'])
    t.notOk(isRelativeRequest('System.Net.WebClient::UploadString', address), address)
  t.notOk(isRelativeRequest('System.Net.WebRequest::Create', 'api/items'), 'it takes whole addresses only')
  t.notOk(isRelativeRequest('System.Net.Http.HttpClient::set_BaseAddress', 'api/items'), 'the base itself')
})

t.test('an address is completed as RFC 3986 has it', async (t) => {
  const cases = [
    ['https://a.invalid/', 'api/items', 'https://a.invalid/api/items'],
    ['https://a.invalid', 'api', 'https://a.invalid/api'],
    ['https://a.invalid:8443/v1/', 'mail', 'https://a.invalid:8443/v1/mail'],
    ['https://a.invalid/v1/x?y#z', 'mail', 'https://a.invalid/v1/mail'],
    ['https://a.invalid/v1/', '/mail', 'https://a.invalid/mail'],
    [null, 'api/items', '{?}/api/items'],
    [null, '/api', '{?}/api'],
  ] as const
  for (const [base, relative, whole] of cases) t.equal(completeAddress(base, relative), whole)
})
