import { membersOf, natives, texts } from './feature.ts'
import type { Rule } from './rule.ts'

const clipboard = 'System.Windows.Forms.Clipboard'

/** Not being seen, and looking over people's shoulders. */
const hideRules: readonly Rule[] = [
  {
    id: 'conceal.debugger',
    title: 'Looks for a debugger',
    category: 'concealment',
    severity: 'medium',
    attack: ['T1622'],
    why: 'Some developers wait for one; code that runs differently under one does not want to be read.',
    anyOf: [
      ...membersOf('System.Diagnostics.Debugger', 'get_IsAttached', 'IsLogging'),
      ...natives('IsDebuggerPresent', 'CheckRemoteDebuggerPresent', 'NtQueryInformationProcess', 'NtSetInformationThread'),
      ...texts('dnSpy', 'de4dot', 'x64dbg', 'ollydbg', 'procmon'),
    ],
  },
  {
    id: 'conceal.debugger-start',
    title: 'Asks for a debugger',
    category: 'concealment',
    severity: 'info',
    attack: [],
    why: "A developer's leftover. On a server it blocks the transport service.",
    anyOf: membersOf('System.Diagnostics.Debugger', 'Launch', 'Break'),
  },
  {
    id: 'conceal.call-stack',
    title: 'Looks at its own call stack',
    category: 'concealment',
    severity: 'low',
    attack: [],
    why: 'Loggers name the caller; protectors check who calls.',
    anyOf: [
      ...membersOf('System.Diagnostics.StackTrace', '.ctor', 'GetFrame', 'GetFrames'),
      ...membersOf('System.Diagnostics.StackFrame', '.ctor', 'GetMethod'),
      ...membersOf('System.Reflection.MethodBase', 'GetCurrentMethod'),
      ...membersOf('System.Reflection.Assembly', 'GetCallingAssembly'),
    ],
  },
  {
    id: 'conceal.swallow',
    title: 'Swallows exceptions without a word',
    category: 'concealment',
    severity: 'info',
    attack: [],
    why: 'Careless code does it everywhere; around something secret it keeps the log clean.',
    anyOf: [{ emptyCatch: true }],
  },
  {
    id: 'conceal.obfuscator',
    title: 'Carries the mark of an obfuscator',
    category: 'concealment',
    severity: 'medium',
    attack: ['T1027.002'],
    why: 'Bought products protect themselves; none of 67 ordinary agents did.',
    anyOf: [
      ...[
        'ConfusedByAttribute',
        'DotfuscatorAttribute',
        'ObfuscatedByGoliath',
        'BabelObfuscatorAttribute',
        'YanoAttribute',
        'SmartAssembly.Attributes.PoweredByAttribute',
        'CryptoObfuscator.ProtectedWithCryptoObfuscatorAttribute',
        'SecureTeam.Attributes.ObfuscatedByAgileDotNetAttribute',
        'SecureTeam.Attributes.ObfuscatedByCliSecureAttribute',
        'NineRays.Obfuscator.Evaluation',
        'Xenocode.Client.Attributes.AssemblyAttributes.ProcessedByXenocode',
        'EMyPID_8234_',
      ].map((attribute) => ({ attribute })),
      ...texts('ConfuserEx v', 'Eazfuscator.NET', '{11111-22222-'),
    ],
  },
  {
    id: 'conceal.no-disassembly',
    title: 'Asks disassemblers to stay away',
    category: 'concealment',
    severity: 'low',
    attack: [],
    why: 'An attribute without effect today that obfuscators still set.',
    anyOf: [{ attribute: 'System.Runtime.CompilerServices.SuppressIldasmAttribute' }],
  },
  {
    id: 'conceal.bundled-libraries',
    title: 'Carries its libraries as packed resources',
    category: 'concealment',
    severity: 'low',
    attack: [],
    why: 'Costura and its like put everything in one file: convenient, and hidden from a look at the folder.',
    anyOf: texts('costura.', '.dll.compressed', '.dll.zip'),
  },
  {
    id: 'conceal.internals',
    title: 'Reaches for internals of other assemblies',
    category: 'concealment',
    severity: 'high',
    attack: [],
    why: 'Switches the check of access off, to get at members that Exchange keeps to itself.',
    anyOf: [
      { attribute: 'System.Runtime.CompilerServices.IgnoresAccessChecksToAttribute' },
      ...texts('Microsoft.Exchange.Transport.TransportMailItem', 'Microsoft.Exchange.Transport.Components'),
    ],
  },
  {
    id: 'conceal.clear-log',
    title: 'Clears or removes event logs',
    category: 'concealment',
    severity: 'critical',
    attack: ['T1070.001'],
    why: 'Takes the traces of others along with its own.',
    anyOf: [
      ...membersOf('System.Diagnostics.EventLog', 'Clear', 'Delete', 'DeleteEventSource'),
      ...membersOf('System.Diagnostics.Eventing.Reader.EventLogSession', 'ClearLog'),
      ...natives('ClearEventLog', 'EvtClearLog'),
      ...texts('wevtutil cl', 'wevtutil.exe cl', 'Clear-EventLog', 'MessageTracking\\MSGTRK'),
    ],
  },
  {
    id: 'conceal.disable-security',
    title: 'Names settings or services of security products',
    category: 'concealment',
    severity: 'high',
    attack: ['T1562.001'],
    why: 'Switching off what would see it.',
    anyOf: texts('DisableRealtimeMonitoring', 'DisableAntiSpyware', 'Set-MpPreference', 'Add-MpPreference', 'MsMpEng', 'WinDefend', 'netsh advfirewall'),
  },
]

/** A server component in front of a screen. */
const collectRules: readonly Rule[] = [
  {
    id: 'collect.clipboard',
    title: 'Uses the clipboard',
    category: 'credential',
    severity: 'high',
    attack: ['T1115'],
    why: 'There is none in a service: the code was written for a desktop.',
    anyOf: [
      ...membersOf(clipboard, 'GetText', 'GetData', 'GetDataObject', 'GetImage', 'GetFileDropList', 'GetAudioStream', 'ContainsText', 'SetText'),
      ...membersOf(clipboard, 'SetData', 'SetDataObject', 'SetFileDropList'),
      ...natives('OpenClipboard', 'GetClipboardData', 'AddClipboardFormatListener'),
    ],
  },
  {
    id: 'collect.screen',
    title: 'Takes pictures of the screen',
    category: 'discovery',
    severity: 'high',
    attack: ['T1113'],
    why: 'No use in a transport agent.',
    anyOf: [
      ...membersOf('System.Drawing.Graphics', 'CopyFromScreen'),
      ...membersOf('System.Windows.Forms.Screen', 'get_AllScreens', 'get_PrimaryScreen'),
      ...natives('BitBlt', 'GetWindowDC', 'GetDesktopWindow', 'PrintWindow'),
    ],
  },
  {
    id: 'collect.keys',
    title: 'Watches or sends key strokes',
    category: 'credential',
    severity: 'high',
    attack: ['T1056.001'],
    why: 'No use in a transport agent.',
    anyOf: [
      ...membersOf('System.Windows.Forms.SendKeys', 'Send', 'SendWait'),
      ...natives('SetWindowsHookEx', 'GetAsyncKeyState', 'GetKeyState', 'GetKeyboardState', 'RegisterRawInputDevices', 'GetForegroundWindow', 'GetWindowText'),
    ],
  },
  {
    id: 'collect.picture-bits',
    title: 'Reads pictures pixel by pixel',
    category: 'concealment',
    severity: 'medium',
    attack: ['T1001.002'],
    why: 'Data hides in the low bits of pictures. Few agents look into pictures at all.',
    anyOf: [
      ...membersOf('System.Drawing.Bitmap', 'GetPixel', 'SetPixel', 'LockBits'),
      ...membersOf('System.Drawing.Image', 'FromStream', 'FromFile', 'GetPropertyItem'),
    ],
  },
]

/** Hiding, and prying. */
export const concealmentRules: readonly Rule[] = [...hideRules, ...collectRules]
