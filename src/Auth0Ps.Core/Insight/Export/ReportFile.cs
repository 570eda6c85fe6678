using System.Security;
using System.Security.Cryptography;
using System.Text;
using Auth0Ps.OAuth.Keys;
using Auth0Ps.State;

namespace Auth0Ps.Insight.Export;

/// <summary>The form of a report's file.</summary>
internal enum ReportForm
{
    /// <summary>A page.</summary>
    Html,

    /// <summary>A table for spreadsheets.</summary>
    Csv,

    /// <summary>For programs.</summary>
    Json,
}

/// <summary>A file that a report goes into as a whole or not at all, and its signature.</summary>
internal sealed class ReportFile
{
    private const string Endings = "End -Path in .html, .csv or .json.";

    private readonly string? _keyPath;
    private readonly SecureString? _passphrase;
    private readonly bool _mayReplace;

    private ReportFile(string path, ReportForm form, string? keyPath, SecureString? passphrase, bool mayReplace)
    {
        Path = path;
        Form = form;
        _keyPath = keyPath;
        _passphrase = passphrase;
        _mayReplace = mayReplace;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Its form.</summary>
    public ReportForm Form { get; }

    /// <summary>The file with its signature (RSA with SHA-256, PKCS #1 v1.5, as <c>openssl dgst -sha256 -verify</c> takes it); null when it is not signed.</summary>
    public string? SignaturePath => _keyPath is null ? null : Path + ".sig";

    /// <summary>Checks, before anything is asked of the tenant, that the file can be written and the key be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="keyPath">The key that signs it; null for none.</param>
    /// <param name="passphrase">What opens the key; null for nothing.</param>
    /// <param name="mayReplace">False refuses a file that exists.</param>
    /// <exception cref="Auth0Exception">It cannot; the message says what to do.</exception>
    public static ReportFile Plan(string path, string? keyPath, SecureString? passphrase, bool mayReplace)
    {
        var form = System.IO.Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".HTML" or ".HTM" => ReportForm.Html,
            ".CSV" => ReportForm.Csv,
            ".JSON" => ReportForm.Json,
            "" => throw new Auth0Exception(ErrorReason.InvalidArgument, $"'{path}' has no ending that says in which form to write it.", Endings) { Target = path },
            _ => throw new Auth0Exception(ErrorReason.InvalidArgument, $"'{System.IO.Path.GetExtension(path)}' is no form that a report is written in.", Endings) { Target = path },
        };
        var file = new ReportFile(path, form, keyPath, passphrase, mayReplace);
        if (Directory.Exists(path))
            throw file.Refused("it is a folder", "Give the path of a file.");
        if (!Directory.Exists(System.IO.Path.GetDirectoryName(path)))
            throw file.Refused("its folder does not exist", "Make the folder first.");
        if (!mayReplace && (File.Exists(path) || File.Exists(file.SignaturePath)))
            throw file.Refused("it exists already", "Leave -NoClobber out, or give another -Path.");
        if (keyPath is null && passphrase is not null)
            throw new Auth0Exception(ErrorReason.InvalidArgument, "-SigningKeyPassphrase was given, and no key that it opens.", "Give -SigningKeyPath as well.");
        if (keyPath is not null)
            PrivateKeyReader.FromFile(keyPath, passphrase).Dispose();
        return file;
    }

    /// <summary>Writes and signs.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ExportFailed"/>: the file cannot be written; one that was there before is as it was.</exception>
    public void Write(string content)
    {
        // Spreadsheets take a file without a mark for one of the country's old encodings.
        var bytes = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetBytes(Form == ReportForm.Csv ? "\uFEFF" + content : content);
        try
        {
            var signature = SignaturePath is null ? null : Sign(bytes);
            using var file = new DraftFile(Path, bytes);
            using var signed = signature is null ? null : new DraftFile(SignaturePath!, signature);

            // Both are there as a whole before either takes its place: a signature that is another file's looks like a forgery.
            file.Publish(_mayReplace);
            signed?.Publish(_mayReplace);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Refused(exception.Message, "Check free space and the folder's permissions.", exception);
        }
    }

    private byte[] Sign(byte[] bytes)
    {
        using var key = PrivateKeyReader.FromFile(_keyPath!, _passphrase);
        return key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private Auth0Exception Refused(string why, string action, Exception? cause = null) =>
        new(ErrorReason.ExportFailed, $"'{Path}' cannot be written: {why}.", action, cause) { Target = Path };
}
