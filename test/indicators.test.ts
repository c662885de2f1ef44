import t from 'tap'
import { findIndicators, indicatorKinds, searchedWhole } from '../lib/facts/indicators.ts'
import { limits } from '../lib/limits.ts'
import type { IndicatorKind } from '../lib/profile/profile.ts'

function told(text: string): string[] {
  return findIndicators(text).map(({ kind, value }) => `${kind} ${value}`)
}

/** Each row: text, then what is told of it in order. */
function rows(name: string, cases: readonly (readonly [text: string, ...expected: string[]])[]): void {
  t.test(name, (t) => {
    for (const [text, ...expected] of cases) t.strictSame(told(text), expected, text)
    t.end()
  })
}

rows('mail addresses are told with their host only once', [
  ['ceo@contoso.invalid', 'email ceo@contoso.invalid'],
  ['To: "Ann" <ann.b+x@mail.contoso.invalid>; bob@x.example', 'email ann.b+x@mail.contoso.invalid', 'email bob@x.example'],
  ['mailto:a@b.invalid.', 'email a@b.invalid'],
  ['svc@exch01.corp', 'email svc@exch01.corp'],
  ['root@localhost', 'email root@localhost'],
  ['x@[192.0.2.7]', 'email x@[192.0.2.7]'],
  ['müller@firma.de', 'email müller@firma.de'],
  ['A@B.INVALID', 'email A@B.INVALID'],
])

rows('what only looks like a mail address is none', [
  ['@'],
  ['a@b'],
  ['@@@'],
  ['.@x.invalid', 'domain x.invalid'],
  ['pkg@1.0.0'],
  ['icon@2x.png'],
  ['{0}@contoso.invalid', 'domain contoso.invalid'],
  ['@contoso.invalid', 'domain contoso.invalid'],
  ['foo.@contoso.invalid', 'domain contoso.invalid'],
])

rows('URLs are told to their end and without the marks behind it', [
  ['http://a.invalid', 'url http://a.invalid'],
  ['see https://a.invalid/x?y=1&z=(2), then', 'url https://a.invalid/x?y=1&z=(2)'],
  ['(http://a.invalid/x)', 'url http://a.invalid/x'],
  ["DownloadString('http://a.invalid/x')", 'url http://a.invalid/x'],
  ['<a href="ftp://a.invalid/f.bin">', 'url ftp://a.invalid/f.bin'],
  ['net.tcp://a:808/x', 'url net.tcp://a:808/x'],
  ['LDAP://CN=x,DC=contoso,DC=invalid', 'url LDAP://CN=x,DC=contoso,DC=invalid'],
  ['file:///C:/x/y.txt', 'url file:///C:/x/y.txt'],
  ['https://u:p@a.invalid:8443/x', 'url https://u:p@a.invalid:8443/x'],
  ['http://[2001:db8::1]:80/', 'url http://[2001:db8::1]:80/'],
  ['http://a.invalid,https://b.invalid;', 'url http://a.invalid', 'url https://b.invalid'],
  ['http://http://a.invalid', 'url http://http://a.invalid'],
  ['http://{0}/api', 'url http://{0}/api'],
  ['http://a.invalid/x.', 'url http://a.invalid/x'],
])

rows('a scheme alone or an unknown one is no URL', [['http://'], ['://a'], ['http:// x'], ['xhttp://a'], ['foo://bar'], ['http:/a']])

rows('bare host names are told', [
  ['evil.com', 'domain evil.com'],
  ['host=mail.contoso.invalid', 'domain mail.contoso.invalid'],
  ['*.contoso.local', 'domain contoso.local'],
  ['evil.com.', 'domain evil.com'],
  ['EVIL.COM', 'domain EVIL.COM'],
  ['Evil.com', 'domain Evil.com'],
  ['a-b.co.uk/x', 'domain a-b.co.uk'],
  ['www.x.info', 'domain www.x.info'],
  ['x.azure.app', 'domain x.azure.app'],
  ['abcdefghij.onion', 'domain abcdefghij.onion'],
  ['请访问evil.com下载', 'domain evil.com'],
  ['evil.com:443', 'domain evil.com'],
  ['a.invalid,b.invalid', 'domain a.invalid', 'domain b.invalid'],
  ['xn--mnchen-3ya.de', 'domain xn--mnchen-3ya.de'],
  ['_dmarc.contoso.invalid', 'domain _dmarc.contoso.invalid'],
])

rows('type names, members, files and sentences are no host names', [
  ['System.IO.File'],
  ['Contoso.Mail.Helper'],
  ['System.Net'],
  ['system.net'],
  ['ASP.NET'],
  ['Microsoft.Com'],
  ['contoso.Mail.net'],
  ['item.id'],
  ['log.info'],
  ['setup.py'],
  ['config.xml'],
  ['agents.config'],
  ['e.g. this'],
  ['the end.The'],
  ['a..com'],
  ['-.com'],
  ['....'],
  ['x.x.x.x'],
  ['1.2.3'],
  ['obj.to(x)'],
  ['x.com=1'],
  ['CONTOSO\\user.com'],
  ['$x.com'],
  ['1.0'],
])

rows('IP addresses are told', [
  ['192.0.2.7', 'ip 192.0.2.7'],
  ['192.0.2.7:8080', 'ip 192.0.2.7'],
  ['host:192.0.2.7', 'ip 192.0.2.7'],
  ['10.0.0.0/8', 'ip 10.0.0.0/8'],
  ['at 10.1.2.3.', 'ip 10.1.2.3'],
  ['8.8.8.8', 'ip 8.8.8.8'],
  ['1.0.0.1', 'ip 1.0.0.1'],
  ['192.0.2.1-192.0.2.9', 'ip 192.0.2.1', 'ip 192.0.2.9'],
  ['2001:db8::1', 'ip 2001:db8::1'],
  ['fe80::1/64', 'ip fe80::1/64'],
  ['::ffff:192.0.2.7', 'ip ::ffff:192.0.2.7'],
  ['2001:db8:0:0:0:0:0:1', 'ip 2001:db8:0:0:0:0:0:1'],
  ['::1', 'ip ::1'],
  ['0.0.0.0:25', 'ip 0.0.0.0'],
])

rows('versions, identifiers, times and scopes are no IP addresses', [
  ['1.0.0.0'],
  ['4.0.0.0'],
  ['2.0.50727.0'],
  ['15.1.2507.0'],
  ['v10.1.2.3'],
  ['Version=10.1.2.3, Culture=neutral'],
  ['version 10.1.2.3'],
  ['2.0.0.5'],
  ['4.6.57.0'],
  ['10.0.0.0'],
  ['256.1.1.1'],
  ['1.2.3'],
  ['1.2.3.4.5'],
  ['01.2.3.4'],
  ['1.3.6.1'],
  ['2.5.29.17'],
  ['255.255.255.0'],
  ['log4net-2.1.8.1'],
  ['12:30:45'],
  ['00:11:22:33:44:55'],
  ['::'],
  ['File::Add'],
  ['dead::beef'],
  ['1:2:3:4:5:6:7'],
  ['1::2::3'],
  ['ab:::1'],
])

rows('paths are told to their end', [
  ['C:\\Temp\\x.eml', 'path C:\\Temp\\x.eml'],
  ['C:\\Program Files\\Microsoft\\Exchange Server\\V15\\Bin\\exdbdata.dll', 'path C:\\Program Files\\Microsoft\\Exchange Server\\V15\\Bin\\exdbdata.dll'],
  ['wrote C:\\Program Files (x86)\\a\\b.log to disk', 'path C:\\Program Files (x86)\\a\\b.log'],
  ['copy C:\\a.txt D:\\b.txt', 'path C:\\a.txt', 'path D:\\b.txt'],
  ['C:\\Program Files', 'path C:\\Program Files'],
  ['C:\\my files\\the mail.eml', 'path C:\\my files\\the mail.eml'],
  ['"C:\\Temp\\x.log", next', 'path C:\\Temp\\x.log'],
  ['C:\\temp: access denied', 'path C:\\temp'],
  ['C:\\\\Temp\\\\x.log', 'path C:\\\\Temp\\\\x.log'],
  ['d:/data/x.txt', 'path d:/data/x.txt'],
  ['\\\\files01.contoso.invalid\\drop$\\x', 'path \\\\files01.contoso.invalid\\drop$\\x'],
  ['\\\\10.1.2.3\\c$', 'path \\\\10.1.2.3\\c$'],
  ['\\\\?\\C:\\x\\y', 'path \\\\?\\C:\\x\\y'],
  ['\\\\.\\pipe\\msexch', 'path \\\\.\\pipe\\msexch'],
  ['%TEMP%\\x.tmp', 'path %TEMP%\\x.tmp'],
  ['%TEMP%', 'path %TEMP%'],
  ['%ExchangeInstallPath%TransportRoles', 'path %ExchangeInstallPath%TransportRoles'],
  ['$env:TEMP\\a.ps1', 'path $env:TEMP\\a.ps1'],
  ['TransportRoles\\Pickup\\', 'path TransportRoles\\Pickup\\'],
  ['\\Pickup\\', 'path \\Pickup\\'],
  ['Microsoft\\Exchange Server\\V15\\TransportRoles\\Replay', 'path Microsoft\\Exchange Server\\V15\\TransportRoles\\Replay'],
  ['..\\data\\rules.xml', 'path ..\\data\\rules.xml'],
  ['/etc/passwd', 'path /etc/passwd'],
  ['cat /tmp/x.sh.', 'path /tmp/x.sh'],
])

rows('other text with slashes is no path', [
  ['\\d+\\.\\d+'],
  ['\\\\d+\\\\w'],
  ['\\\\d\\w'],
  ['CONTOSO\\administrator'],
  ['a\\b'],
  ['text/plain'],
  ['and/or'],
  ['/'],
  ['/index/home'],
  ['50% of 100% done'],
  ['%d%s'],
  ['x:\\', 'path x:\\'],
  ['dd/MM/yyyy'],
  ['\\r\\n'],
  ['<[\\w:\\.]+.*?runat=server'],
  ['key:value'],
])

rows('registry keys are told', [
  ['HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion', 'registry HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion'],
  ['HKLM:\\SYSTEM\\Setup', 'registry HKLM:\\SYSTEM\\Setup'],
  ['HKEY_LOCAL_MACHINE\\SOFTWARE\\x', 'registry HKEY_LOCAL_MACHINE\\SOFTWARE\\x'],
  ['Software\\Microsoft\\ExchangeServer\\v15\\Setup', 'registry Software\\Microsoft\\ExchangeServer\\v15\\Setup'],
  ['SYSTEM\\CurrentControlSet\\Services\\MSExchangeTransport', 'registry SYSTEM\\CurrentControlSet\\Services\\MSExchangeTransport'],
  ['HKCR\\CLSID\\{0e119e63-267a-4030-8c80-5b1972e0a456}', 'registry HKCR\\CLSID\\{0e119e63-267a-4030-8c80-5b1972e0a456}'],
])

rows('near misses of registry keys', [['HKLM'], ['SOFTWARE'], ['MYSOFTWARE\\x'], ['SYSTEM\\user'], ['software\\bin\\x.exe', 'path software\\bin\\x.exe']])

rows('native modules are told, assemblies are not', [
  ['exdbdata.dll', 'native-module exdbdata.dll'],
  ['KERNEL32.DLL', 'native-module KERNEL32.DLL'],
  ['load exdbdata.dll now', 'native-module exdbdata.dll'],
  ['api-ms-win-core-file-l1-1-0.dll', 'native-module api-ms-win-core-file-l1-1-0.dll'],
  ['afd.sys', 'native-module afd.sys'],
  ['System.Xml.dll'],
  ['Contoso.Mail.dll'],
  ['mscorlib.dll'],
  ['*.dll'],
  ['{0}.dll'],
  ['.dll'],
  ['exdbdata.dllx'],
])

rows('command lines are told with what they contain', [
  ['cmd.exe', 'command cmd.exe'],
  ['cmd /c whoami', 'command cmd /c whoami'],
  ['C:\\Windows\\System32\\cmd.exe /c dir', 'command C:\\Windows\\System32\\cmd.exe /c dir', 'path C:\\Windows\\System32\\cmd.exe'],
  ['powershell -enc AAAA', 'command powershell -enc AAAA'],
  ['powershell -c "IEX x"\nnext', 'command powershell -c "IEX x"'],
  ["powershell iwr 'http://a.invalid/x' -o x", 'url http://a.invalid/x'],
  ['powershell.exe iwr http://a.invalid/x', 'command powershell.exe iwr http://a.invalid/x', 'url http://a.invalid/x'],
  ['rundll32 x.dll,Start', 'command rundll32 x.dll,Start', 'native-module x.dll'],
  ['net user eve P@ss /add', 'command net user eve P@ss /add'],
  ['whoami', 'command whoami'],
  ['run "certutil -urlcache x"', 'command certutil -urlcache x'],
  ['Add-PSSnapin Microsoft.Exchange', 'command Add-PSSnapin Microsoft.Exchange'],
])

rows('the same words in a sentence are no commands', [
  ['the net is down'],
  ['please run ipconfig'],
  ['net income'],
  ['query the directory'],
  ['cmd'],
  ['command'],
  ['route mail'],
  ['Install-TransportAgent'],
])

rows('header names are told by shape or from a list', [
  ['X-Contoso-Marker', 'header X-Contoso-Marker'],
  ['X-MS-Exchange-Organization-SCL', 'header X-MS-Exchange-Organization-SCL'],
  ['x-ms-exchange-organization-authas', 'header x-ms-exchange-organization-authas'],
  ['X-Spam: yes', 'header X-Spam'],
  ['A: b\r\nX-Next: c', 'header X-Next'],
  ['Return-Path', 'header Return-Path'],
  ['X-Ray', 'header X-Ray'],
  ['X-ray'],
  ['x-sjis'],
  ['x-mac-icelandic'],
  ['x-x-big5'],
  ['X-Large'],
  ['X-'],
  ['X--A'],
  ['X-Contoso Marker'],
  ['the X-Contoso-Marker'],
  ['Subject'],
  ['application/x-zip-compressed'],
])

const md5 = 'd41d8cd98f00b204e9800998ecf8427e'
rows('digests and GUIDs are told', [
  [md5, `hash ${md5}`],
  [`0x${md5.toUpperCase()}`, `hash ${md5.toUpperCase()}`],
  [`${md5}9d41d8cd`, `hash ${md5}9d41d8cd`],
  [`${md5}${md5}`, `hash ${md5}${md5}`],
  ['{0E119E63-267A-4030-8C80-5B1972E0A456}', 'guid 0E119E63-267A-4030-8C80-5B1972E0A456'],
])

rows('near misses of digests and GUIDs', [
  [`${md5}0`],
  [`${md5.slice(1)}`],
  ['0'.repeat(32)],
  ['0123456789abcdef0123456789abcdef'],
  ['12345678901234567890123456789012'],
  [`${md5.slice(0, 16)}${md5.slice(16).toUpperCase()}`],
  ['00000000-0000-0000-0000-000000000000'],
  ['0e119e63-267a-4030-8c80-5b1972e0a4567'],
  ['0e119e63-267a-4030-8c80'],
  ['dddddddd-dddd-dddd-dddd-dddddddddddd'],
  ['0e119e63_267a_4030_8c80_5b1972e0a456'],
])

rows('ordinary text has none', [[''], [' '], ['Hello, world.'], ['{0}: {1}'], ['<xml/>'], ['a b c'], ['SELECT * FROM t WHERE a = @b']])

t.test('the same value is told once', (t) => {
  t.strictSame(told('a@b.invalid a@b.invalid'), ['email a@b.invalid'])
  t.end()
})

t.test('text beyond the limit is not searched, and that can be asked', (t) => {
  const padding = ' '.repeat(limits.indicatorText)
  t.equal(searchedWhole(padding), true)
  t.equal(searchedWhole(`${padding}x`), false)
  t.strictSame(told(`a@b.invalid${padding}c@d.invalid`), ['email a@b.invalid'])
  t.end()
})

t.test('the kinds are those of the profile', (t) => {
  const kinds: readonly IndicatorKind[] = indicatorKinds
  t.equal(new Set(kinds).size, 11)
  t.end()
})
