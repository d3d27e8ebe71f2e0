using Commands;

namespace GatewaySimulator.Options;

/// <summary>What the command line says, and what is wrong with it.</summary>
internal sealed record ParsedOptions(CommandLine Options, IReadOnlyList<string> Errors);

/// <summary>Reads the command line. Every error is one sentence that ends with what is allowed; all are found at once.</summary>
internal static class OptionParser
{
    public static ParsedOptions Parse(IReadOnlyList<string> args)
    {
        var (options, _, errors) = OptionReader.Read(args, new CommandLine(), OptionTable.Rows);
        if (options is { CertificateFile: not null, Tls: false })
        {
            errors.Add("--certificate belongs to --tls. Allowed: together with it.");
        }

        return new ParsedOptions(options, errors);
    }
}
