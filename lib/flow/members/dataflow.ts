import type { MemberTable } from './member-table.ts'

// a channel, its writer and its reader are one object; what comes out of a block is its `value`
const taken = 'this.value > return; this.value.result > return; this.value.element > return'
const takenLater = 'new; this.value > return.result; this.value.result > return.result'
const passedOn = 'this.value > 0.element; this.value.result > 0.element; this.value.element > 0.element'
const put = '0 > this.element'

const block = {
  Post: put,
  Receive: taken,
  TryReceive: 'this.value > 0',
  LinkTo: passedOn,
  Complete: '',
  Fault: '',
  get_Completion: 'new',
  get_InputCount: '',
  get_OutputCount: '',
} as const

/** What comes in is given to a delegate, and what that gives comes out. */
const worked = { ...block, '.ctor': 'call 0(this.element) > this.value' } as const
const passed = { ...block, '.ctor': 'this.element > this.value' } as const

/** Channels and blocks that data goes through from one task to another. */
export const dataflowMembers: MemberTable = {
  'System.Threading.Channels.Channel': { CreateBounded: 'new', CreateUnbounded: 'new', CreateUnboundedPrioritized: 'new' },
  'System.Threading.Channels.Channel`2': { get_Reader: 'same', get_Writer: 'same', op_Implicit: '0 > return' },
  'System.Threading.Channels.ChannelWriter`1': { TryWrite: put, WriteAsync: put, WaitToWriteAsync: 'new', Complete: '', TryComplete: '' },
  'System.Threading.Channels.ChannelReader`1': {
    TryRead: 'this.element > 0',
    TryPeek: 'this.element > 0',
    ReadAsync: 'new; this.element > return.result',
    ReadAllAsync: 'same',
    WaitToReadAsync: 'new',
    get_Completion: 'new',
    get_Count: 'this.element ~measure> return',
  },
  'System.Threading.Tasks.Dataflow.ActionBlock`1': { ...block, '.ctor': 'call 0(this.element)' },
  'System.Threading.Tasks.Dataflow.TransformBlock`2': worked,
  'System.Threading.Tasks.Dataflow.TransformManyBlock`2': worked,
  'System.Threading.Tasks.Dataflow.BroadcastBlock`1': { ...worked, '.ctor': 'call 0(this.element) > this.value; this.element > this.value' },
  'System.Threading.Tasks.Dataflow.BufferBlock`1': passed,
  'System.Threading.Tasks.Dataflow.BatchBlock`1': passed,
  'System.Threading.Tasks.Dataflow.WriteOnceBlock`1': passed,
  'System.Threading.Tasks.Dataflow.ITargetBlock`1': { OfferMessage: '1 > this.element' },
  'System.Threading.Tasks.Dataflow.ISourceBlock`1': { LinkTo: passedOn },
  'System.Threading.Tasks.Dataflow.DataflowBlock': {
    Post: '1 > 0.element',
    SendAsync: 'new; 1 > 0.element',
    LinkTo: '0.value > 1.element; 0.value.result > 1.element; 0.value.element > 1.element',
    Receive: '0.value > return; 0.value.result > return',
    ReceiveAsync: takenLater.replaceAll('this.', '0.'),
    OutputAvailableAsync: 'new',
  },
}
