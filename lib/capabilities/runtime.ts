import { membersOf, natives } from './feature.ts'
import type { Rule } from './rule.ts'

const threading = 'System.Threading'
const diagnostics = 'System.Diagnostics'

/** When code runs beside the events. */
const threadRules: readonly Rule[] = [
  {
    id: 'thread.start',
    title: 'Starts a thread',
    category: 'process',
    severity: 'low',
    attack: [],
    why: 'Runs on when the event is over, and without any mail.',
    anyOf: [...membersOf(`${threading}.Thread`, 'Start'), ...membersOf('System.ComponentModel.BackgroundWorker', 'RunWorkerAsync')],
  },
  {
    id: 'thread.queue',
    title: 'Queues background work',
    category: 'process',
    severity: 'info',
    attack: [],
    why: 'Agents that wait for a service answer Exchange this way.',
    anyOf: [
      ...membersOf(`${threading}.ThreadPool`, 'QueueUserWorkItem', 'UnsafeQueueUserWorkItem', 'RegisterWaitForSingleObject'),
      ...membersOf(`${threading}.Tasks.Task`, 'Run', 'Start', 'ContinueWith'),
      ...membersOf(`${threading}.Tasks.TaskFactory`, 'StartNew'),
      ...membersOf(`${threading}.Tasks.Parallel`, 'For', 'ForEach', 'Invoke'),
    ],
  },
  {
    id: 'thread.timer',
    title: 'Runs code on a timer',
    category: 'process',
    severity: 'low',
    attack: [],
    why: 'Reloads settings, or calls home at its time, without any mail.',
    anyOf: [
      ...membersOf(`${threading}.Timer`, '.ctor', 'Change'),
      ...membersOf('System.Timers.Timer', '.ctor', 'Start', 'add_Elapsed', 'set_Enabled'),
      ...natives('SetTimer', 'CreateTimerQueueTimer', 'SetWaitableTimer'),
    ],
  },
  {
    id: 'thread.sleep',
    title: 'Waits',
    category: 'process',
    severity: 'info',
    attack: [],
    why: 'Retries. In an event it holds the mail flow; long waits outlast a sandbox.',
    anyOf: [...membersOf(`${threading}.Thread`, 'Sleep'), ...membersOf(`${threading}.Tasks.Task`, 'Delay'), ...natives('Sleep', 'SleepEx', 'NtDelayExecution')],
  },
  {
    id: 'thread.control',
    title: 'Suspends or aborts threads',
    category: 'process',
    severity: 'low',
    attack: [],
    why: 'Bad manners in a process that belongs to Exchange.',
    anyOf: [
      ...membersOf(`${threading}.Thread`, 'Suspend', 'Resume', 'Abort', 'Interrupt'),
      ...natives('SuspendThread', 'ResumeThread', 'TerminateThread', 'NtSuspendThread'),
    ],
  },
]

/** What an administrator can see of it. */
const logRules: readonly Rule[] = [
  {
    id: 'log.event-log',
    title: 'Writes the Windows event log',
    category: 'log',
    severity: 'info',
    attack: [],
    why: 'Open work. Addresses in it are record-keeping, content is not.',
    anyOf: [...membersOf(`${diagnostics}.EventLog`, 'WriteEntry', 'WriteEvent', 'CreateEventSource'), ...natives('ReportEvent')],
  },
  {
    id: 'log.read-events',
    title: 'Reads event logs',
    category: 'discovery',
    severity: 'medium',
    attack: ['T1654'],
    why: 'Logons and alarms of others can be read there.',
    anyOf: [
      ...membersOf(`${diagnostics}.Eventing.Reader.EventLogReader`, '.ctor', 'ReadEvent'),
      ...membersOf(`${diagnostics}.Eventing.Reader.EventLogSession`, 'ExportLog'),
      ...membersOf(`${diagnostics}.EventLog`, 'get_Entries'),
      ...natives('EvtQuery', 'ReadEventLog'),
    ],
  },
  {
    id: 'log.trace',
    title: 'Writes to trace, debug or console output',
    category: 'log',
    severity: 'info',
    attack: [],
    why: 'Development output; a service has no console.',
    anyOf: [
      ...membersOf('System.Console', 'Write', 'WriteLine'),
      ...membersOf(`${diagnostics}.Trace`, 'Write', 'WriteLine', 'TraceInformation', 'TraceWarning', 'TraceError'),
      ...membersOf(`${diagnostics}.Debug`, 'Write', 'WriteLine', 'Print'),
      ...membersOf(`${diagnostics}.TraceSource`, 'TraceEvent', 'TraceInformation', 'TraceData'),
      ...membersOf(`${diagnostics}.Debugger`, 'Log'),
      ...natives('OutputDebugString'),
    ],
  },
  {
    id: 'log.library',
    title: 'Writes a log with a logging library',
    category: 'log',
    severity: 'info',
    attack: [],
    why: 'Open work; where to stands in its configuration.',
    anyOf: [
      ...membersOf('log4net.ILog', 'Debug', 'Info', 'Warn', 'Error', 'Fatal', 'DebugFormat', 'InfoFormat', 'WarnFormat', 'ErrorFormat'),
      ...membersOf('NLog.Logger', 'Trace', 'Debug', 'Info', 'Warn', 'Error', 'Fatal'),
      ...membersOf('Serilog.Log', 'Verbose', 'Debug', 'Information', 'Warning', 'Error', 'Fatal'),
      ...membersOf('Serilog.ILogger', 'Verbose', 'Debug', 'Information', 'Warning', 'Error', 'Fatal'),
    ],
  },
  {
    id: 'config.read',
    title: 'Reads application configuration',
    category: 'file-read',
    severity: 'info',
    attack: [],
    why: 'Under Exchange that is EdgeTransport.exe.config, or a file named in the code.',
    anyOf: [
      ...membersOf('System.Configuration.ConfigurationManager', 'get_AppSettings', 'get_ConnectionStrings', 'GetSection'),
      ...membersOf('System.Configuration.ConfigurationManager', 'OpenExeConfiguration', 'OpenMappedExeConfiguration', 'RefreshSection'),
      ...membersOf('System.Configuration.Configuration', 'get_AppSettings', 'get_ConnectionStrings', 'GetSection'),
    ],
  },
  {
    id: 'config.write',
    title: 'Writes application configuration',
    category: 'file-write',
    severity: 'medium',
    attack: [],
    why: 'For an agent that is a file of the transport service.',
    anyOf: membersOf('System.Configuration.Configuration', 'Save', 'SaveAs'),
  },
]

/** Threads, logs and settings. */
export const runtimeRules: readonly Rule[] = [...threadRules, ...logRules]
