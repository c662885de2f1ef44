/** Names of headers by `Microsoft.Exchange.Data.Mime.HeaderId`, as they stand in a message. */
export const headerNames: readonly (string | null)[] = [
  ...[null, 'Received', 'Date', 'From', 'Subject', 'Sender', 'To', 'Cc', 'Bcc', 'Message-ID'],
  ...['In-Reply-To', 'References', 'Return-Path', 'Comments', 'Keywords', 'Encrypted', 'Reply-By', 'Reply-To', 'Resent-Date', 'Resent-Sender'],
  ...['Resent-From', 'Resent-Bcc', 'Resent-Cc', 'Resent-To', 'Resent-Reply-To', 'Resent-Message-ID', 'Apparently-To', 'Approved', 'Control'],
  ...['Deferred-Delivery', 'Distribution', 'Encoding', 'Expires', 'Expiry-Date', 'Followup-To', 'Lines', 'Bytes', 'Article', 'Importance'],
  ...['Supersedes', 'Newsgroups', 'NNTP-Posting-Host', 'Organization', 'Path', 'Precedence', 'Priority', 'Return-Receipt-To'],
  ...['Disposition-Notification-To', 'RR', 'Sensitivity', 'Summary', 'XRef', 'AdHoc', 'List-Help', 'List-Subscribe', 'List-Unsubscribe'],
  ...['MIME-Version', 'Content-Base', 'Content-Class', 'Content-Description', 'Content-Disposition', 'Content-ID', 'Content-Language'],
  ...['Content-Location', 'Content-MD5', 'Content-Transfer-Encoding', 'Content-Type', 'X-Priority', 'X-MSMail-Priority'],
  ...['X-MS-Exchange-Organization-BCC', 'X-MS-Exchange-CrossPremises-BCC'],
]
