import fc from 'fast-check'
import t from 'tap'
import { findOwner, withoutParameters } from '../lib/report/owner.ts'

t.test('what a compiler made of a method names that method', async (t) => {
  const made = {
    'N.Agent/<OnEndOfData>d__3::MoveNext()': 'N.Agent::OnEndOfData', // Roslyn: async, iterator
    'N.Agent/<Run>d__3`1::MoveNext()': 'N.Agent::Run', // generic
    'N.Agent::<OnEndOfData>b__3_0(System.Object)': 'N.Agent::OnEndOfData', // lambda that captures this
    'N.Agent/<>c::<OnEndOfData>b__0_1()': 'N.Agent::OnEndOfData', // lambda that captures nothing
    'N.Agent/<>c__DisplayClass3_0::<OnEndOfData>b__0()': 'N.Agent::OnEndOfData', // closure
    'N.Agent/<>c__DisplayClass3_0/<<OnEndOfData>b__0>d::MoveNext()': 'N.Agent::OnEndOfData', // async lambda
    'N.Agent::<OnEndOfData>g__Send|3_0(System.String)': 'N.Agent::OnEndOfData', // local function
    'N.Agent::<.ctor>b__1_0()': 'N.Agent::.ctor',
    'N.Agent/<OnEndOfData>c__async0::MoveNext()': 'N.Agent::OnEndOfData', // mcs: async
    'N.Agent/<Items>c__Iterator1::MoveNext()': 'N.Agent::Items', // mcs: iterator
    'N.Agent::<OnEndOfData>m__0(System.Object)': 'N.Agent::OnEndOfData', // mcs: anonymous method
    'N.Agent/<OnEndOfData>c__AnonStorey0::<>m__0()': 'N.Agent::OnEndOfData', // mcs: closure
    'N.Outer/Agent/VB$StateMachine_3_OnEndOfData::MoveNext()': 'N.Outer/Agent::OnEndOfData', // Visual Basic: async
    'N.Agent/_Closure$__3-0::_Lambda$__0()': 'N.Agent', // Visual Basic: a closure does not tell its method
  }
  for (const [member, owner] of Object.entries(made)) t.equal(findOwner(member), owner, member)
})

t.test('a method that a person wrote has no other owner', async (t) => {
  for (const member of ['N.Agent::OnEndOfData(System.Object)', 'N.Agent::MoveNext()', '<Module>::.cctor()', 'N.Agent/Inner::Run()', 'Run', ''])
    t.equal(findOwner(member), null, member)
})

t.test('parameters are left out, the member is not', async (t) => {
  t.equal(withoutParameters('N.T::M(System.String)'), 'N.T::M')
  t.equal(withoutParameters('N.T::F'), 'N.T::F')
})

t.test('any text has an owner or none', async () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('<', '>', ':', '/', 'a', 'd__1', 'VB$StateMachine_1_', '(') }), (text) =>
      ['string', 'object'].includes(typeof findOwner(text)),
    ),
  )
})
