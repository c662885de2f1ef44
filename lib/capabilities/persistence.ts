import { membersOf, natives, texts } from './feature.ts'
import type { Rule } from './rule.ts'

const services = 'System.ServiceProcess'

/** What stays, comes back, or listens beside the agent. */
const stayRules: readonly Rule[] = [
  {
    id: 'persist.transport-agent',
    title: 'Names the registration of transport agents',
    category: 'persistence',
    severity: 'high',
    attack: ['T1505.002'],
    why: 'Installers do it once. An agent that reads or changes the list of agents hides or protects itself.',
    anyOf: texts('Install-TransportAgent', 'Enable-TransportAgent', 'Set-TransportAgent', 'Uninstall-TransportAgent', 'agents.config'),
  },
  {
    id: 'persist.run-key',
    title: 'Names a registry key that starts programs',
    category: 'persistence',
    severity: 'high',
    attack: ['T1547.001'],
    why: 'Run keys, Winlogon and debugger entries start code at logon or in place of another program.',
    anyOf: texts('CurrentVersion\\Run', 'CurrentVersion\\Winlogon', 'Image File Execution Options', 'AppInit_DLLs', 'CurrentVersion\\Explorer\\Shell Folders'),
  },
  {
    id: 'persist.startup-folder',
    title: 'Names the start-up folder',
    category: 'persistence',
    severity: 'high',
    attack: ['T1547.001'],
    why: 'What lies there runs when somebody logs on.',
    anyOf: [{ api: 'System.Environment::GetFolderPath', argument: { at: 0, oneOf: [7, 24] } }, ...texts('Start Menu\\Programs\\Startup')],
  },
  {
    id: 'persist.service-control',
    title: 'Controls Windows services',
    category: 'persistence',
    severity: 'medium',
    attack: ['T1489'],
    why: 'Restarts a scanner, or stops a security product.',
    anyOf: [
      ...membersOf(`${services}.ServiceController`, '.ctor', 'GetServices', 'Start', 'Stop', 'Pause', 'Continue', 'ExecuteCommand'),
      ...natives('ControlService', 'StartService', 'OpenSCManager', 'OpenService', 'ChangeServiceConfig'),
      ...texts('net stop ', 'net.exe stop', 'sc stop ', 'Stop-Service'),
    ],
  },
  {
    id: 'persist.service-install',
    title: 'Installs or is a Windows service',
    category: 'persistence',
    severity: 'high',
    attack: ['T1543.003'],
    why: 'Starts with the machine, agent or not.',
    anyOf: [
      ...membersOf(`${services}.ServiceBase`, '.ctor', 'Run'),
      { override: `${services}.ServiceBase::OnStart` },
      ...membersOf(`${services}.ServiceInstaller`, '.ctor'),
      ...membersOf(`${services}.ServiceProcessInstaller`, '.ctor'),
      ...membersOf('System.Configuration.Install.ManagedInstallerClass', 'InstallHelper'),
      ...natives('CreateService'),
      ...texts('sc create ', 'sc.exe create ', 'New-Service '),
    ],
  },
  {
    id: 'persist.task',
    title: 'Schedules tasks',
    category: 'persistence',
    severity: 'high',
    attack: ['T1053.005'],
    why: 'Runs a program later and again, under another account if wanted.',
    anyOf: [
      ...membersOf('Microsoft.Win32.TaskScheduler.TaskService', '.ctor', 'NewTask', 'AddTask'),
      ...membersOf('Microsoft.Win32.TaskScheduler.TaskFolder', 'RegisterTaskDefinition'),
      ...texts('schtasks', 'Schedule.Service', 'Register-ScheduledTask'),
    ],
  },
  {
    id: 'persist.wmi-subscription',
    title: 'Registers or waits for WMI events',
    category: 'persistence',
    severity: 'high',
    attack: ['T1546.003'],
    why: 'A consumer runs code whenever its event happens, kept in the WMI store.',
    anyOf: [
      ...membersOf('System.Management.ManagementEventWatcher', '.ctor', 'Start', 'WaitForNextEvent', 'add_EventArrived'),
      ...membersOf('System.Management.WqlEventQuery', '.ctor'),
      ...texts('__EventFilter', '__FilterToConsumerBinding', 'CommandLineEventConsumer', 'ActiveScriptEventConsumer'),
    ],
  },
  {
    id: 'persist.environment',
    title: 'Sets environment variables',
    category: 'persistence',
    severity: 'low',
    attack: [],
    why: 'For a child process, or for profilers and search paths that load code elsewhere.',
    anyOf: membersOf('System.Environment', 'SetEnvironmentVariable'),
  },
  {
    id: 'persist.profiler',
    title: 'Names the profiler variables of .NET',
    category: 'persistence',
    severity: 'high',
    attack: ['T1574.012'],
    why: 'Whoever sets them loads a library into every .NET program.',
    anyOf: texts('COR_PROFILER', 'CORECLR_PROFILER', 'COR_ENABLE_PROFILING', 'DOTNET_STARTUP_HOOKS'),
  },
  {
    id: 'persist.add-account',
    title: 'Adds local accounts',
    category: 'persistence',
    severity: 'critical',
    attack: ['T1136.001'],
    why: 'A way back in.',
    anyOf: [...natives('NetUserAdd', 'NetLocalGroupAddMembers'), ...texts('net.exe user', 'net1 user', 'net localgroup ', 'localgroup administrators')],
  },
  {
    id: 'persist.shutdown',
    title: 'Shuts the machine down or restarts it',
    category: 'persistence',
    severity: 'high',
    attack: ['T1529'],
    why: 'Not for an agent to decide.',
    anyOf: [
      ...natives('InitiateSystemShutdown', 'InitiateSystemShutdownEx', 'ExitWindowsEx', 'NtShutdownSystem'),
      ...texts('shutdown /r', 'shutdown /s', 'shutdown.exe'),
    ],
  },
]

/** Web servers: Exchange has one at hand. */
const webRules: readonly Rule[] = [
  {
    id: 'web.handler',
    title: 'Handles web requests',
    category: 'persistence',
    severity: 'high',
    attack: ['T1505.003'],
    why: 'A handler or module inside IIS answers whoever asks. Not a part of mail transport.',
    anyOf: [
      { override: 'System.Web.IHttpHandler::ProcessRequest' },
      { override: 'System.Web.IHttpAsyncHandler::BeginProcessRequest' },
      { override: 'System.Web.IHttpModule::Init' },
      ...membersOf('System.Web.HttpApplication', 'add_BeginRequest', 'add_AuthenticateRequest', 'add_EndRequest'),
    ],
  },
  {
    id: 'web.request',
    title: 'Reads a web request',
    category: 'persistence',
    severity: 'high',
    attack: ['T1505.003'],
    why: 'Orders of a web shell come in here.',
    anyOf: [
      ...membersOf('System.Web.HttpContext', 'get_Current', 'get_Request'),
      ...membersOf(
        'System.Web.HttpRequest',
        'get_InputStream',
        'get_Form',
        'get_QueryString',
        'get_Headers',
        'get_Item',
        'get_Files',
        'get_Cookies',
        'BinaryRead',
      ),
    ],
  },
  {
    id: 'web.answer',
    title: 'Answers a web request',
    category: 'persistence',
    severity: 'high',
    attack: ['T1505.003'],
    why: 'What was collected goes out as a page.',
    anyOf: membersOf('System.Web.HttpResponse', 'Write', 'BinaryWrite', 'WriteFile', 'TransmitFile', 'AddHeader', 'End', 'get_OutputStream'),
  },
  {
    id: 'web.virtual-path',
    title: 'Serves web content from memory',
    category: 'persistence',
    severity: 'critical',
    attack: ['T1505.003'],
    why: 'Pages that exist nowhere on disk: a known form of web shell on Exchange.',
    anyOf: [
      ...membersOf('System.Web.Hosting.VirtualPathProvider', '.ctor'),
      { override: 'System.Web.Hosting.VirtualPathProvider::GetFile' },
      ...membersOf('System.Web.Hosting.HostingEnvironment', 'RegisterVirtualPathProvider'),
    ],
  },
  {
    id: 'web.iis-config',
    title: 'Changes the configuration of IIS',
    category: 'persistence',
    severity: 'high',
    attack: ['T1505.004'],
    why: 'Adds sites and modules. Exchange setup does, agents do not.',
    anyOf: [
      ...membersOf('Microsoft.Web.Administration.ServerManager', '.ctor', 'CommitChanges', 'GetApplicationHostConfiguration'),
      ...texts('applicationHost.config', 'appcmd'),
    ],
  },
]

/** Ways to stay, and ways in. */
export const persistenceRules: readonly Rule[] = [...stayRules, ...webRules]
