' Sample written for txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
' cannot load it; its hosts end in .invalid or are documentation addresses.
' Imitates: address rewriting between two company names after a merger, in Visual Basic.
' A correct analysis says: expected; recipients and senders are rewritten in the open with a table from a file.
Imports System.Collections.Generic
Imports System.IO
Imports System.Reflection
Imports Microsoft.Exchange.Data.Transport
Imports Microsoft.Exchange.Data.Transport.Email
Imports Microsoft.Exchange.Data.Transport.Routing
Imports Microsoft.Exchange.Data.Transport.Smtp

Namespace Lucerne.AddressRewrite

    Public Class InboundFactory
        Inherits SmtpReceiveAgentFactory

        Public Overrides Function CreateAgent(server As SmtpServer) As SmtpReceiveAgent
            Return New InboundAgent(RewriteTable.Instance)
        End Function
    End Class

    Public Class OutboundFactory
        Inherits RoutingAgentFactory

        Public Overrides Function CreateAgent(server As SmtpServer) As RoutingAgent
            Return New OutboundAgent(RewriteTable.Instance)
        End Function
    End Class

    Public Class InboundAgent
        Inherits SmtpReceiveAgent

        Private ReadOnly table As RewriteTable

        Public Sub New(table As RewriteTable)
            Me.table = table
        End Sub

        Private Sub RewriteRecipient(source As ReceiveCommandEventSource, e As RcptCommandEventArgs) Handles Me.OnRcptCommand
            Dim old As String = e.RecipientAddress.ToString()
            Dim changed As String = table.Inbound(old)
            If changed <> old Then
                e.OriginalRecipient = "rfc822;" & old
                e.RecipientAddress = New RoutingAddress(changed)
            End If
        End Sub
    End Class

    Public Class OutboundAgent
        Inherits RoutingAgent

        Private ReadOnly table As RewriteTable

        Public Sub New(table As RewriteTable)
            Me.table = table
            AddHandler Me.OnRoutedMessage, AddressOf RewriteSender
        End Sub

        Private Sub RewriteSender(source As RoutedMessageEventSource, e As QueuedMessageEventArgs)
            Dim item As MailItem = e.MailItem
            Dim outside As Boolean = False
            For Each recipient As EnvelopeRecipient In item.Recipients
                If recipient.RecipientCategory = RecipientCategory.InDifferentOrganization Then outside = True
            Next
            If Not outside Then Return

            item.FromAddress = New RoutingAddress(table.Outbound(item.FromAddress.ToString()))
            If item.Message.From IsNot Nothing Then
                item.Message.From.SmtpAddress = table.Outbound(item.Message.From.SmtpAddress)
            End If
            For Each person As EmailRecipient In item.Message.ReplyTo
                person.SmtpAddress = table.Outbound(person.SmtpAddress)
            Next
        End Sub
    End Class

    Public Class RewriteTable
        Public Shared ReadOnly Instance As New RewriteTable()

        Private ReadOnly inside As New Dictionary(Of String, String)(StringComparer.OrdinalIgnoreCase)
        Private ReadOnly outside As New Dictionary(Of String, String)(StringComparer.OrdinalIgnoreCase)

        Private Sub New()
            Dim path As String = System.IO.Path.Combine(
                System.IO.Path.GetDirectoryName([Assembly].GetExecutingAssembly().Location), "rewrite.csv")
            If Not File.Exists(path) Then Return
            For Each line As String In File.ReadAllLines(path)
                Dim parts() As String = Split(line, ",")
                If UBound(parts) = 1 AndAlso Not line Like "[#]*" Then
                    inside(Trim(parts(0))) = Trim(parts(1))
                    outside(Trim(parts(1))) = Trim(parts(0))
                End If
            Next
        End Sub

        Public Function Inbound(address As String) As String
            Return Replace(inside, address)
        End Function

        Public Function Outbound(address As String) As String
            Return Replace(outside, address)
        End Function

        Private Shared Function Replace(map As Dictionary(Of String, String), address As String) As String
            Dim at As Integer = InStr(address, "@")
            If at = 0 Then Return address
            Dim other As String = Nothing
            If map.TryGetValue(address, other) Then Return other
            If map.TryGetValue(Mid(address, at), other) Then Return Left(address, at - 1) & other
            Return address
        End Function
    End Class
End Namespace
