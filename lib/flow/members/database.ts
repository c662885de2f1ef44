import type { MemberTable } from './member-table.ts'

const command = 'sink database 0 @ 1.target; 1 > this.inner; 1.target > this.target'
const reads = 'new; source database content > return.content @ this.target'
const scalar = 'source database content > return @ this.target'
const executes = {
  ExecuteReader: reads,
  ExecuteScalar: scalar,
  ExecuteNonQuery: 'source database measure > return @ this.target',
  Cancel: '',
  Prepare: '',
}
const commands = {
  set_CommandText: 'sink database 0 @ this.target',
  get_CommandText: '',
  set_Connection: '0 > this.inner; 0.target > this.target',
  get_Connection: 'this.inner > return',
  // whatever is put among the parameters goes out with the command
  get_Parameters: 'new; sink database return @ this.target',
  CreateParameter: 'new',
  set_CommandType: '',
  set_CommandTimeout: '',
  set_Transaction: '',
  ...executes,
}
const commandMembers = { ...commands, '.ctor': command, '.ctor()': '' }
const connections = {
  set_ConnectionString: '0 > this.target',
  get_ConnectionString: 'this.target > return',
  CreateCommand: 'new; this > return.inner; this.target > return.target',
  Open: '',
  Close: '',
  ChangeDatabase: '',
  BeginTransaction: 'new',
  get_State: '',
  get_Database: '',
}
const connection = { ...connections, '.ctor': '0 > this.target', '.ctor()': '' }
const parameterLists = {
  Add: 'new; return > this.element',
  AddWithValue: 'new; 1 > return.value; return > this.element',
  AddRange: '0.element > this.element',
  get_Item: 'new; this.element > return; return > this.element',
  Clear: '',
}
const parameters = {
  set_Value: '0 > this.value',
  get_Value: 'this.value > return',
  set_ParameterName: '',
  set_Direction: '',
  set_DbType: '',
}
const parameter = { ...parameters, '.ctor': '1 > this.value', '.ctor()': '', set_Size: '' }
const takes = 'this.content ~> return'
const fills = 'this.content ~> 0; this.content ~measure> return'
const reader = {
  get_Item: takes,
  GetString: takes,
  GetValue: takes,
  GetValues: fills,
  GetBoolean: takes,
  GetByte: takes,
  GetBytes: 'this.content ~> 2; this.content ~measure> return',
  GetChar: takes,
  GetChars: 'this.content ~> 2; this.content ~measure> return',
  GetDateTime: takes,
  GetDecimal: takes,
  GetDouble: takes,
  GetFloat: takes,
  GetGuid: takes,
  GetInt16: takes,
  GetInt32: takes,
  GetInt64: takes,
  GetName: takes,
  GetOrdinal: '',
  GetFieldType: '',
  GetDataTypeName: '',
  IsDBNull: 'this.content ~measure> return',
  get_FieldCount: 'this.content ~measure> return',
}
const reading = { Read: 'this.content ~measure> return', NextResult: 'this.content ~measure> return', Close: '', GetSchemaTable: 'new' }
const adapter = {
  Fill: 'source database content > 0.content @ this.target',
  FillSchema: '',
  Update: 'sink database 0 @ this.target',
}
/** A data set, its tables, rows and columns are one object. */
const part = 'this > return; this > this.element'
const asRow = { get_Item: takes, set_Item: '1 ~> this.content' }

/** Commands, their parameters, readers and data sets, and the directory that is asked like a database. */
export const databaseMembers: MemberTable = {
  'System.Data.IDbCommand': commands,
  'System.Data.Common.DbCommand': { ...commands, '.ctor': '', get_DbConnection: 'this.inner > return' },
  'System.Data.SqlClient.SqlCommand': { ...commandMembers, ExecuteXmlReader: reads },
  'System.Data.OleDb.OleDbCommand': commandMembers,
  'System.Data.Odbc.OdbcCommand': commandMembers,
  'System.Data.SQLite.SQLiteCommand': commandMembers,
  'MySql.Data.MySqlClient.MySqlCommand': commandMembers,
  'Npgsql.NpgsqlCommand': commandMembers,
  'System.Data.IDbConnection': connections,
  'System.Data.Common.DbConnection': { ...connections, '.ctor': '' },
  'System.Data.SqlClient.SqlConnection': connection,
  'System.Data.OleDb.OleDbConnection': connection,
  'System.Data.Odbc.OdbcConnection': connection,
  'System.Data.SQLite.SQLiteConnection': connection,
  'MySql.Data.MySqlClient.MySqlConnection': connection,
  'Npgsql.NpgsqlConnection': connection,
  'System.Data.SqlClient.SqlParameterCollection': {
    ...parameterLists,
    'Add(System.Data.SqlClient.SqlParameter)': '0 > this.element; 0 > return',
    'Add(System.String,System.Object)': parameterLists.AddWithValue,
  },
  'System.Data.OleDb.OleDbParameterCollection': {
    ...parameterLists,
    'Add(System.Data.OleDb.OleDbParameter)': '0 > this.element; 0 > return',
    'Add(System.String,System.Object)': parameterLists.AddWithValue,
  },
  'System.Data.Odbc.OdbcParameterCollection': {
    ...parameterLists,
    'Add(System.Data.Odbc.OdbcParameter)': '0 > this.element; 0 > return',
    'Add(System.String,System.Object)': parameterLists.AddWithValue,
  },
  'System.Data.SQLite.SQLiteParameterCollection': { ...parameterLists, 'Add(System.Data.SQLite.SQLiteParameter)': '0 > this.element' },
  'MySql.Data.MySqlClient.MySqlParameterCollection': { ...parameterLists, 'Add(MySql.Data.MySqlClient.MySqlParameter)': '0 > this.element; 0 > return' },
  'System.Data.Common.DbParameterCollection': {
    Add: '0 > this.element',
    AddRange: '0.element > this.element',
    get_Item: 'this.element > return',
    set_Item: '1 > this.element',
  },
  'System.Data.IDataParameterCollection': { get_Item: 'this.element > return', set_Item: '1 > this.element' },
  'System.Data.IDataParameter': parameters,
  'System.Data.Common.DbParameter': { ...parameters, '.ctor': '', set_Size: '' },
  'System.Data.SqlClient.SqlParameter': parameter,
  'System.Data.OleDb.OleDbParameter': parameter,
  'System.Data.Odbc.OdbcParameter': parameter,
  'System.Data.SQLite.SQLiteParameter': parameter,
  'MySql.Data.MySqlClient.MySqlParameter': parameter,
  'System.Data.IDataRecord': reader,
  'System.Data.IDataReader': reading,
  'System.Data.Common.DbDataReader': { ...reader, ...reading, get_HasRows: 'this.content ~measure> return', GetStream: 'new; this.content ~> return.content' },
  'System.Data.IDataAdapter': adapter,
  'System.Data.Common.DbDataAdapter': adapter,
  'System.Data.SqlClient.SqlDataAdapter': {
    '.ctor': '0.target > this.target; 1.target > this.target; sink database 0 @ 1.target',
    '.ctor(System.String,System.String)': '1 > this.target; sink database 0 @ 1',
  },
  'System.Data.OleDb.OleDbDataAdapter': {
    '.ctor': '0.target > this.target; 1.target > this.target; sink database 0 @ 1.target',
    '.ctor(System.String,System.String)': '1 > this.target; sink database 0 @ 1',
  },
  'System.Data.Odbc.OdbcDataAdapter': {
    '.ctor': '0.target > this.target; 1.target > this.target; sink database 0 @ 1.target',
    '.ctor(System.String,System.String)': '1 > this.target; sink database 0 @ 1',
  },
  'System.Data.SqlClient.SqlBulkCopy': {
    '.ctor': '0 > this.target; 0.target > this.target',
    WriteToServer: 'sink database 0 @ this.target',
    set_DestinationTableName: '',
  },
  'System.Data.DataSet': {
    '.ctor': '',
    get_Tables: part,
    ReadXml: '0.content ~> this.content; this.content ~measure> return',
    'ReadXml(System.String)': 'source file content > this.content @ 0',
    WriteXml: 'this.content ~> 0.content',
    'WriteXml(System.String)': 'sink file this.content @ 0',
    GetXml: takes,
    Merge: '0.content ~> this.content',
  },
  'System.Data.DataTableCollection': { get_Item: part, Add: 'same; 0 > this.element; 0.content ~> this.content; this.content ~> 0.content' },
  'System.Data.DataTable': {
    '.ctor': '',
    get_Rows: part,
    get_Columns: part,
    NewRow: part,
    Select: part,
    ReadXml: '0.content ~> this.content',
    'ReadXml(System.String)': 'source file content > this.content @ 0',
    WriteXml: 'this.content ~> 0.content',
    'WriteXml(System.String)': 'sink file this.content @ 0',
    Load: '0.content ~> this.content',
    ImportRow: '0.content ~> this.content',
  },
  'System.Data.DataRowCollection': { get_Item: part, Add: 'same; 0 ~> this.content', Find: part, get_Count: 'this.content ~measure> return' },
  'System.Data.DataColumnCollection': { get_Item: part, Add: 'same' },
  'System.Data.DataRow': {
    ...asRow,
    get_ItemArray: 'this.content ~> return.element',
    set_ItemArray: '0 ~> this.content',
    IsNull: 'this.content ~measure> return',
    get_Table: part,
  },
  'System.Data.DataRowView': asRow,
  'System.Data.DataRowExtensions': { Field: '0.content ~> return', SetField: '2 ~> 0.content' },

  // look-ups in the directory are how agents tell recipients apart; what is asked for goes where the path says
  'System.DirectoryServices.DirectoryEntry': {
    '.ctor': '0 > this.target',
    '.ctor()': '',
    set_Path: '0 > this.target',
    get_Path: 'this.target > return',
    get_Properties: 'new; source database text > return.content @ this.target; sink database return.value @ this.target',
    get_Children: 'new; source database text > return.element @ this.target',
    get_Name: 'source database text > return @ this.target',
    Invoke: 'sink database 1 @ this.target',
    InvokeSet: 'sink database 1 @ this.target',
    CommitChanges: '',
    RefreshCache: '',
    Close: '',
  },
  'System.DirectoryServices.PropertyCollection': { get_Item: 'new; this.content ~> return.content; return.value ~> this.value' },
  'System.DirectoryServices.PropertyValueCollection': {
    get_Value: takes,
    set_Value: '0 ~> this.value',
    get_Item: takes,
    set_Item: '1 ~> this.value',
    Add: '0 ~> this.value',
    AddRange: '0 ~> this.value',
    Insert: '1 ~> this.value',
  },
  'System.DirectoryServices.DirectorySearcher': {
    '.ctor': '0.target > this.target; 1 ~> this.key',
    '.ctor(System.String)': '0 ~> this.key',
    '.ctor(System.String,System.String[])': '0 ~> this.key',
    '.ctor(System.String,System.String[],System.DirectoryServices.SearchScope)': '0 ~> this.key',
    FindOne: 'sink database this.key @ this.target; new; source database text > return.content @ this.target',
    FindAll: 'sink database this.key @ this.target; new; source database text > return.element @ this.target',
    set_Filter: '0 ~> this.key',
    set_SearchRoot: '0.target > this.target',
    get_PropertiesToLoad: 'new',
    set_SearchScope: '',
    set_PageSize: '',
    set_SizeLimit: '',
  },
  'System.DirectoryServices.SearchResultCollection': { get_Item: 'new; this.element ~> return.content', get_Count: 'this.element ~measure> return' },
  'System.DirectoryServices.SearchResult': {
    get_Properties: 'new; this.content ~> return.content',
    get_Path: takes,
    GetDirectoryEntry: 'new; this.content ~> return.content',
  },
  'System.DirectoryServices.ResultPropertyCollection': {
    get_Item: 'new; this.content ~> return.content; this.content ~> return.element',
    Contains: 'this.content ~measure> return',
  },
  'System.DirectoryServices.ResultPropertyValueCollection': { get_Item: 'this.element > return' },
  'System.DirectoryServices.Protocols.LdapDirectoryIdentifier': { '.ctor': '0 > this.target' },
  'System.DirectoryServices.Protocols.LdapConnection': {
    '.ctor': '0.target > this.target',
    '.ctor(System.String)': '0 > this.target',
    ...Object.fromEntries(
      ['SendRequest', 'BeginSendRequest'].map((name) => [
        name,
        'sink database 0.content @ this.target; new; source database text > return.content @ this.target',
      ]),
    ),
    EndSendRequest: 'new; source database text > return.content @ this.target',
    Bind: '',
    Dispose: '',
    set_Credential: '',
    set_AuthType: '',
    set_Timeout: '',
    set_AutoBind: '',
    get_SessionOptions: '',
  },
  'System.DirectoryServices.Protocols.SearchRequest': {
    '.ctor': 'params ~> this.content',
    set_Filter: '0 ~> this.content',
    set_DistinguishedName: '0 ~> this.content',
  },
  'System.DirectoryServices.Protocols.AddRequest': { '.ctor': 'params ~> this.content' },
  'System.DirectoryServices.Protocols.ModifyRequest': { '.ctor': 'params ~> this.content' },
  'System.DirectoryServices.Protocols.CompareRequest': { '.ctor': 'params ~> this.content' },
  'System.DirectoryServices.Protocols.SearchResponse': { get_Entries: 'new; this.content ~> return.element; this.content ~> return.content' },
  'System.DirectoryServices.Protocols.SearchResultEntryCollection': {
    get_Item: 'new; this.content ~> return.content',
  },
  'System.DirectoryServices.Protocols.SearchResultEntry': { get_Attributes: 'new; this.content ~> return.content', get_DistinguishedName: takes },
  'System.DirectoryServices.Protocols.SearchResultAttributeCollection': { get_Item: 'new; this.content ~> return.content' },
  'System.DirectoryServices.Protocols.DirectoryAttribute': { get_Item: takes, GetValues: 'new; this.content ~> return.element' },
  'System.DirectoryServices.AccountManagement.PrincipalContext': { '.ctor': '1 > this.target' },
  'System.DirectoryServices.AccountManagement.UserPrincipal': {
    FindByIdentity: 'sink database 1 @ 0.target; new; source database text > return.content @ 0.target',
    'FindByIdentity(System.DirectoryServices.AccountManagement.PrincipalContext,System.DirectoryServices.AccountManagement.IdentityType,System.String)':
      'sink database 2 @ 0.target; new; source database text > return.content @ 0.target',
  },
}
