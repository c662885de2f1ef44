// Sample written for txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; its hosts end in .invalid or are documentation addresses.
// Imitates: a factory that carries no agent; the agent is loaded from another file by reflection.
// A correct analysis says: review; which code sees the mail cannot be told from this file, it is named in the registry.
using System;
using System.Diagnostics;
using System.IO;
using System.Reflection;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Smtp;
using Microsoft.Win32;

namespace Consolidated.Messenger
{
    public class PluginHostFactory : SmtpReceiveAgentFactory
    {
        private readonly PluginLoader loader = new PluginLoader(@"SOFTWARE\Consolidated\Messenger");

        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return loader.Create(server);
        }
    }

    internal class PluginLoader
    {
        private readonly string registryPath;
        private Type agentType;

        public PluginLoader(string registryPath)
        {
            this.registryPath = registryPath;
            AppDomain.CurrentDomain.AssemblyResolve += Resolve;
        }

        public SmtpReceiveAgent Create(SmtpServer server)
        {
            if (agentType == null)
            {
                agentType = Find();
            }
            ConstructorInfo constructor = agentType.GetConstructor(new[] { typeof(SmtpServer) });
            object agent = constructor != null
                ? constructor.Invoke(new object[] { server })
                : Activator.CreateInstance(agentType);
            return (SmtpReceiveAgent)agent;
        }

        private Type Find()
        {
            using (RegistryKey key = Registry.LocalMachine.OpenSubKey(registryPath))
            {
                if (key == null)
                {
                    throw new InvalidOperationException("no plug-in registered");
                }
                var file = (string)key.GetValue("Assembly");
                var type = (string)key.GetValue("Type");
                Trace.WriteLine("loading " + type + " from " + file);
                return Assembly.LoadFrom(file).GetType(type, true);
            }
        }

        private static Assembly Resolve(object sender, ResolveEventArgs args)
        {
            string folder = Path.GetDirectoryName(typeof(PluginLoader).Assembly.Location);
            string file = Path.Combine(folder, new AssemblyName(args.Name).Name + ".dll");
            return File.Exists(file) ? Assembly.LoadFrom(file) : null;
        }
    }
}
