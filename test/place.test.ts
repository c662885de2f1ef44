import t from 'tap'
import { filePlace, hostPlace, runsWhatItIsGiven } from '../lib/profile/place.ts'

t.test('a host in the code is away, unless it is this machine', async (t) => {
  for (const target of [
    'https://collect.example.invalid/api?x=1',
    'http://user@host.invalid/',
    'host.invalid:8443',
    '203.0.113.9:25',
    '[2001:db8::1]:443',
    'copy@post.invalid',
  ])
    t.equal(hostPlace(target), 'away', target)
  for (const target of ['http://localhost:8080/', '127.0.0.1:3310', 'http://127.1/', '[::1]:80', '::1', 'LOCALHOST']) t.equal(hostPlace(target), 'here', target)
})

t.test('a host that the code does not hold is open', async (t) => {
  for (const target of [null, '', 'http://{config}/scan', '{?}:25', 'https:///x', '*.invalid']) t.equal(hostPlace(target), 'open', target ?? 'null')
})

t.test('a path is fixed from its root, a share is a host', async (t) => {
  for (const target of ['C:\\Windows\\Temp\\{6F1C9A52}\\x', 'c:/mail/x.eml', '%ProgramData%\\x', '\\\\?\\C:\\x']) t.equal(filePlace(target), 'fixed', target)
  for (const target of [null, 'x.txt', '{config}\\x', '{?}', 'C:\\']) t.equal(filePlace(target), 'open', target ?? 'null')
  t.equal(filePlace('\\\\files.invalid\\drop\\x'), 'away')
  t.equal(filePlace('\\\\?\\UNC\\files.invalid\\drop'), 'away')
  t.equal(filePlace('\\\\localhost\\c$\\x'), 'here')
})

t.test('command interpreters are known with folder, ending and arguments', async (t) => {
  for (const program of ['cmd', 'CMD.EXE', 'C:\\Windows\\System32\\cmd.exe /c rem', '"C:\\Program Files\\PowerShell\\7\\pwsh.exe" -c', 'powershell.exe -enc'])
    t.ok(runsWhatItIsGiven(program), program)
  for (const program of [null, '', 'C:\\Filter\\spamc.exe', 'cmdlet.exe', 'C:\\cmd\\scan.exe']) t.notOk(runsWhatItIsGiven(program), program ?? 'null')
})
