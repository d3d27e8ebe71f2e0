using System.Reflection;
using System.Text;
using Gateway.Simulator;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Hosting;
using GatewaySimulator.Options;
using GatewaySimulator.Tests.Support;

namespace GatewaySimulator.Tests.Docs;

/// <summary>The tables of docs/simulator.md are the tables in the code. <c>UPDATE_DOCS=1</c> writes them.</summary>
[TestFixture]
public sealed class GeneratedPartTests
{
    private static string File_ => RepositoryFiles.PathOf("docs", "simulator.md");

    [TestCase("options")]
    [TestCase("faults")]
    public void Generated_part_is_up_to_date(string name)
    {
        var text = File.ReadAllText(File_).ReplaceLineEndings("\n");
        var opening = $"<!-- generated: {name} -->\n";
        var start = text.IndexOf(opening, StringComparison.Ordinal) + opening.Length;
        Assert.That(start, Is.GreaterThan(opening.Length), "the part is there");
        var end = text.IndexOf("<!-- end -->", start, StringComparison.Ordinal);

        var expected = name == "options" ? Options() : Faults();
        if (RepositoryFiles.Updates)
        {
            File.WriteAllText(File_, text[..start] + expected + text[end..]);
            return;
        }

        Assert.That(text[start..end], Is.EqualTo(expected), "UPDATE_DOCS=1 ./test.sh writes it");
    }

    [TestCase(typeof(GatewayServerOptions))]
    [TestCase(typeof(SimulatorHostOptions))]
    public void Every_option_is_explained(Type options)
    {
        var text = File.ReadAllText(File_);

        Assert.That(
            options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => p.Name).Where(n => !text.Contains($"`{n}`", StringComparison.Ordinal)),
            Is.Empty);
    }

    private static string Options()
    {
        var text = new StringBuilder("| option | what it does | allowed |\n|---|---|---|\n");
        foreach (var row in OptionTable.Rows)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{row.Name}{(row.Value is null ? "" : " " + row.Value)}` | {row.Help} | {(row.Value is null ? "–" : row.Allowed)} |\n");
        }

        return text.ToString();
    }

    private static string Faults()
    {
        var text = new StringBuilder("| verb | what it does | parameters |\n|---|---|---|\n");
        foreach (var fault in FaultCatalog.All)
        {
            var parameters = fault.Parameters.Select(p => $"`{p.Name}`{(p.IsRequired ? "" : "?")}: {p.Summary} {p.Allowed}.".Replace("|", "\\|", StringComparison.Ordinal));
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{fault.Name}` | {fault.Summary} | {string.Join("<br/>", parameters.DefaultIfEmpty("–"))} |\n");
        }

        return text.ToString();
    }
}
