// Reports each check-in that is named on the command line, by its slug or its id, as a job that uses their package does.
const Honeybadger = require('@honeybadger-io/js')

const report = async () => {
  for (const idOrSlug of process.argv.slice(2)) {
    await Honeybadger.checkIn(idOrSlug)
  }
}

report()
