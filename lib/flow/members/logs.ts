import type { MemberTable } from './member-table.ts'

const logs = 'sink log params'
const none = ''

/** By each name the same row. */
function all(row: string, ...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, row]))
}

/** `log4net.ILog`: one member for each level, with and without format. */
const log4net = all(logs, ...['Debug', 'Info', 'Warn', 'Error', 'Fatal'].flatMap((level) => [level, `${level}Format`]))
const nlog = all(logs, 'Trace', 'Debug', 'Info', 'Warn', 'Error', 'Fatal', 'Log', 'ConditionalDebug', 'ConditionalTrace')
const serilog = all(logs, 'Verbose', 'Debug', 'Information', 'Warning', 'Error', 'Fatal', 'Write')
const writes = all(logs, 'Write', 'WriteLine', 'Fail')
const writesIf = all(logs, 'WriteIf', 'WriteLineIf')
const traces = all(logs, 'TraceEvent', 'TraceData', 'TraceTransfer')
const exchangeTraces = all(
  logs,
  ...['TraceDebug', 'TraceError', 'TraceWarning', 'TraceFunction', 'TraceInformation', 'TracePerformance', 'TracePfd', 'Information'],
)

/** Where programs write what they did. What an administrator can read there is told, not taken away. */
export const logMembers: MemberTable = {
  'System.Diagnostics.EventLog': {
    ...all(logs, 'WriteEntry', 'WriteEvent'),
    ...all(
      'sink log 0 @ this.target',
      ...['', ',System.Int32', ',System.Int32,System.Int16', ',System.Int32,System.Int16,System.Byte[]'].map(
        (rest) => `WriteEntry(System.String,System.Diagnostics.EventLogEntryType${rest})`,
      ),
      'WriteEntry(System.String)',
    ),
    'WriteEvent(System.Diagnostics.EventInstance,System.Object[])': 'sink log 1 @ this.target',
    'WriteEvent(System.Diagnostics.EventInstance,System.Byte[],System.Object[])': 'sink log 1 @ this.target; sink log 2 @ this.target',
    '.ctor': '1 > this.target',
    ...all(none, '.ctor()', '.ctor(System.String)'),
    set_MachineName: '0 > this.target',
    ...all(none, 'CreateEventSource', 'DeleteEventSource', 'Delete', 'Clear', 'Close', 'set_Source', 'set_Log', 'set_EnableRaisingEvents'),
    SourceExists: 'source host measure > return',
    Exists: 'source host measure > return',
    get_Entries: 'new; source host text > return.element',
  },
  'System.Diagnostics.EventLogEntry': { get_Message: 'source host text > return', get_Source: 'source host text > return' },
  'System.Diagnostics.Trace': {
    ...writes,
    ...writesIf,
    ...all(logs, 'TraceError', 'TraceInformation', 'TraceWarning'),
    Assert: 'sink log 1; sink log 2',
    get_Listeners: 'new; sink log return',
    ...all(none, 'Flush', 'Close', 'Indent', 'Unindent', 'set_AutoFlush', 'Refresh'),
  },
  'System.Diagnostics.Debug': {
    ...writes,
    ...writesIf,
    Print: logs,
    Assert: 'sink log 1; sink log 2',
    get_Listeners: 'new; sink log return',
    ...all(none, 'Flush', 'Close', 'Indent', 'Unindent', 'set_AutoFlush'),
  },
  'System.Diagnostics.TraceSource': { ...traces, TraceInformation: logs, '.ctor': none, Flush: none, Close: none, get_Listeners: 'new' },
  'System.Diagnostics.TraceListener': { ...writes, ...traces, Flush: none, Close: none },
  'System.Diagnostics.TextWriterTraceListener': { '.ctor': '', Write: logs, WriteLine: logs },
  'System.Diagnostics.Debugger': { Log: logs, Break: none, Launch: none, get_IsAttached: 'source host measure > return', IsLogging: none },
  'System.Diagnostics.Tracing.EventSource': { ...all(logs, 'WriteEvent', 'Write'), WriteEventCore: logs, IsEnabled: none },
  'System.Diagnostics.Eventing.EventProvider': { WriteEvent: logs, WriteMessageEvent: logs },
  'System.Console': {
    Write: logs,
    WriteLine: logs,
    get_Out: 'new; role log return',
    get_Error: 'new; role log return',
    OpenStandardOutput: 'new; role log return',
    OpenStandardError: 'new; role log return',
    get_In: 'new; source host text > return.content',
    OpenStandardInput: 'new; source host text > return.content',
    Read: 'source host text > return',
    ReadLine: 'source host text > return',
    ReadKey: 'source host measure > return',
    ...all(none, 'SetOut', 'SetError', 'SetIn', 'set_Title', 'set_ForegroundColor', 'set_OutputEncoding', 'ResetColor', 'Clear', 'Beep'),
  },
  'Microsoft.VisualBasic.Logging.Log': { WriteEntry: logs, WriteException: logs },
  'log4net.ILog': { ...log4net, ...all(none, 'get_IsDebugEnabled', 'get_IsInfoEnabled', 'get_IsWarnEnabled', 'get_IsErrorEnabled', 'get_IsFatalEnabled') },
  'log4net.LogManager': { GetLogger: 'new' },
  'log4net.Config.XmlConfigurator': { Configure: none, ConfigureAndWatch: none },
  'log4net.Config.BasicConfigurator': { Configure: none },
  'NLog.Logger': { ...nlog, ...all(none, 'get_IsTraceEnabled', 'get_IsDebugEnabled', 'get_IsInfoEnabled', 'get_IsWarnEnabled', 'get_IsErrorEnabled') },
  'NLog.ILogger': nlog,
  'NLog.LogManager': { GetLogger: 'new', GetCurrentClassLogger: 'new', Flush: none, Shutdown: none },
  'Serilog.Log': serilog,
  'Serilog.ILogger': serilog,
  'Microsoft.Extensions.Logging.LoggerExtensions': all(logs, 'LogTrace', 'LogDebug', 'LogInformation', 'LogWarning', 'LogError', 'LogCritical', 'Log'),
  'Microsoft.Extensions.Logging.ILogger': { Log: logs },
  'Microsoft.Practices.EnterpriseLibrary.Logging.Logger': { Write: logs },
  'Microsoft.Exchange.Diagnostics.Trace': exchangeTraces,
  'Microsoft.Exchange.Diagnostics.ITracer': exchangeTraces,
  'Microsoft.Exchange.Diagnostics.ExEventLog': { '.ctor': none, LogEvent: logs },
  'Microsoft.Exchange.Diagnostics.EventNotificationItem': { Publish: logs },
  'Microsoft.Exchange.Diagnostics.Log': { Append: logs, Configure: none, Flush: none, Close: none },
  'Microsoft.Exchange.Diagnostics.LogRowFormatter': { '.ctor': none, set_Item: '1 ~> this.content', get_Item: 'this.content ~> return' },
}
