import type { MemberTable } from './member-table.ts'

/** `BeginInvoke` and `EndInvoke` of a delegate with so many parameters: it runs on another thread, then the callback is called. */
function later(parameters: number) {
  const given = Array.from({ length: parameters }, (_, parameter) => parameter).join(', ')
  return {
    BeginInvoke: `call this(${given}) > return.result; ${parameters + 1} > return.value; call ${parameters}(return)`,
    EndInvoke: 'params.result > return',
  } as const
}

const counts = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const

/** Delegate types of the framework, by how many parameters they have. Calling them, `Invoke`, is the solver's own work. */
const families: MemberTable = Object.fromEntries([
  ...counts.map((count) => [count === 0 ? 'System.Action' : `System.Action\`${count}`, later(count)] as const),
  ...counts.map((count) => [`System.Func\`${count + 1}`, later(count)] as const),
])

/** Members of delegates and what raises events. */
export const delegateMembers: MemberTable = {
  ...families,
  'System.Predicate`1': later(1),
  'System.Converter`2': later(1),
  'System.Comparison`1': later(2),
  'System.EventHandler': later(2),
  'System.EventHandler`1': later(2),
  'System.AsyncCallback': later(1),
  'System.Threading.ThreadStart': later(0),
  'System.Threading.ParameterizedThreadStart': later(1),
  'System.Threading.WaitCallback': later(1),
  'System.Threading.TimerCallback': later(1),
  'System.Threading.SendOrPostCallback': later(1),
  'System.Delegate': {
    Clone: 'same',
    Combine: '0 > return; 1 > return',
    'Combine(System.Delegate[])': '0.element > return',
    // which element of the array becomes which parameter is not told apart
    DynamicInvoke: 'call this(0.element, 0.element, 0.element, 0.element, 0.element, 0.element, 0.element, 0.element) > return',
    Equals: '',
    GetHashCode: '',
    GetInvocationList: 'this > return.element',
    Remove: '0 > return; 1 > return',
    RemoveAll: '0 > return; 1 > return',
    get_Method: '',
    get_Target: 'this.target > return',
    op_Equality: '',
    op_Inequality: '',
  },
  'System.MulticastDelegate': { Equals: '', GetHashCode: '', GetInvocationList: 'this > return.element', op_Equality: '', op_Inequality: '' },
  'System.Runtime.Remoting.Messaging.AsyncResult': { get_AsyncDelegate: '', get_AsyncState: 'this.value > return' },
  'System.ComponentModel.EventHandlerList': {
    '.ctor': '',
    AddHandler: '1 > this[0]',
    AddHandlers: '0.value > this.value',
    Dispose: '',
    RemoveHandler: '',
    get_Item: 'this[0] > return',
    set_Item: '1 > this[0]',
  },
  'System.ComponentModel.ISynchronizeInvoke': {
    BeginInvoke: 'call 0(1.element, 1.element, 1.element, 1.element) > return.result',
    EndInvoke: '0.result > return',
    Invoke: 'call 0(1.element, 1.element, 1.element, 1.element) > return',
  },
}
